import type * as en from '../en/devices';
import type { Like } from '../like';

type Devices = Like<typeof en.devices>;

const microphoneProblems: Devices['microphoneProblems'] = {
  denied: { title: 'El micrófono todavía no tiene permiso', help: 'Los demás no le oirán hasta que lo permita.' },
  absent: { title: 'No se encontró ningún micrófono', help: 'Conecte uno o entre para escuchar. Puede escribir en el chat.' },
  busy: { title: 'El micrófono está en uso', help: 'Cierre la otra aplicación o pestaña que lo usa e intente de nuevo.' },
  insecure: {
    title: 'Esta dirección no puede usar un micrófono',
    help: 'Abra el enlace que le mandó su clínica. Empieza con https.',
  },
  failed: { title: 'El micrófono no arrancó', help: 'Intente de nuevo o elija otro aquí abajo.' },
};

const cameraProblems: Devices['cameraProblems'] = {
  denied: { title: 'La cámara todavía no tiene permiso', help: 'Puede entrar solo con sonido.' },
  absent: { title: 'No se encontró ninguna cámara', help: 'Conecte una o entre solo con sonido.' },
  busy: { title: 'La cámara está en uso', help: 'Cierre la otra aplicación o pestaña que la usa e intente de nuevo.' },
  insecure: {
    title: 'Esta dirección no puede usar una cámara',
    help: 'Abra el enlace que le mandó su clínica. Empieza con https.',
  },
  failed: { title: 'La cámara no arrancó', help: 'Intente de nuevo o elija otra aquí abajo.' },
};

export const devices: Devices = {
  title: 'Revise su imagen y su sonido',
  preview: 'Su imagen',
  cameraOff: 'Su cámara está apagada',
  cameraStarting: 'Su cámara se está encendiendo',
  microphone: 'Micrófono',
  camera: 'Cámara',
  speaker: 'Altavoz',
  systemDefault: 'El que elija su dispositivo',
  unnamed: (number) => `Dispositivo ${number}`,
  on: (device) => `Usar ${device.toLowerCase()}`,
  meter: 'Nivel del micrófono',
  meterHelp: 'Diga unas palabras: la barra debe moverse.',
  meterOff: 'Su micrófono está apagado. Puede encenderlo más tarde.',
  tone: 'Oír un sonido de prueba',
  tonePlaying: 'Sonando…',
  headphones: 'Con audífonos, lo que se dice queda entre usted y el grupo.',
  settings: 'Elegir dispositivos',
  offline: 'Su dispositivo no tiene conexión. Podrá entrar en cuanto la tenga.',
  online: 'Su conexión funciona.',
  slow: 'Su conexión parece lenta. El sonido va primero; apagar la cámara ayuda.',
  joinVideo: 'Entrar',
  joinAudio: 'Entrar solo con sonido',
  joinListen: 'Entrar para escuchar',
  enterRoom: 'Entrar a la sala',
  keys: 'Teclas: M para el micrófono, V para la cámara, B si entró alguien.',
  here: 'Al entrar usted firma su asistencia: dice que está aquí.',
  microphoneProblems,
  cameraProblems,
  allow: 'Cómo permitirlo',
  allowed: 'Intentar de nuevo',
  steps: {
    chrome: [
      'Seleccione el icono a la izquierda de la barra de direcciones.',
      'Active Micrófono y Cámara.',
      'Vuelva aquí y seleccione Intentar de nuevo.',
    ],
    firefox: [
      'Seleccione la cámara o el micrófono tachado en la barra de direcciones.',
      'Quite “Bloqueado” junto a Micrófono y Cámara.',
      'Vuelva aquí y seleccione Intentar de nuevo.',
    ],
    safari: [
      'En la barra de menús elija Safari y luego Configuración de este sitio web.',
      'Ponga Cámara y Micrófono en Permitir.',
      'Vuelva aquí y seleccione Intentar de nuevo.',
    ],
    ios: [
      'Toque el icono a la izquierda de la barra de direcciones y luego Configuración del sitio web.',
      'Ponga Cámara y Micrófono en Permitir.',
      'Si no aparecen ahí: Configuración, Apps, Safari, Cámara y Micrófono.',
      'Vuelva aquí y toque Intentar de nuevo.',
    ],
    android: [
      'Toque el icono a la izquierda de la barra de direcciones y luego Permisos.',
      'Active Micrófono y Cámara.',
      'Si siguen apagados: Ajustes, Aplicaciones, su navegador, Permisos.',
      'Vuelva aquí y toque Intentar de nuevo.',
    ],
    other: [
      'Abra los ajustes de esta página en su navegador.',
      'Permita el micrófono y la cámara.',
      'Vuelva aquí y seleccione Intentar de nuevo.',
    ],
  },
};
