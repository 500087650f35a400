import type * as en from '../en/sharing';
import type { Like } from '../like';

export const sharing: Like<typeof en.sharing> = {
  control: 'Compartir',
  stop: 'Dejar de compartir',
  key: ['S', 'Compartir su pantalla o dejar de hacerlo'],
  title: '¿Compartir su pantalla?',
  close: 'Cierre primero lo que el grupo no debe ver: correo, expedientes, mensajes, nombres de otras personas.',
  choose: 'Su navegador le pregunta después qué mostrar. Una sola ventana o pestaña no muestra nada más.',
  takesOver: (name) => `${name} está compartiendo ahora. Eso termina cuando usted empiece.`,
  go: 'Elegir qué mostrar',
  yours: 'Está compartiendo su pantalla.',
  yoursHelp: 'Todos aquí ven lo que eligió. A usted no se le muestra, para que la pantalla no se repita dentro de sí misma.',
  yourRoom: 'Esta pantalla se muestra a todos.',
  of: (name) => `Pantalla de ${name}`,
  coming: (name) => `${name} está compartiendo una pantalla. Aparecerá aquí en un momento.`,
  soundOnly: (name) => `${name} está compartiendo una pantalla. Usted eligió solo sonido, por eso no se muestra.`,
  someone: (name) => `${name} está compartiendo una pantalla.`,
  over: 'Ya no se comparte la pantalla.',
  ended: 'Su pantalla ya no se comparte. Otra persona está compartiendo, o usted está ahora con otras personas.',
  denied: 'Su computadora no permite que este navegador muestre la pantalla. Permítalo en los ajustes de privacidad del sistema, en grabación de pantalla, e intente de nuevo.',
  failed: 'Eso no se pudo mostrar. Por favor, intente de nuevo o elija otra ventana.',
  letOthers: 'Permitir que otros compartan su pantalla',
  letOthersHelp: 'Participantes, invitados e intérpretes, en esta sesión. Quienes están en prácticas, nunca.',
};
