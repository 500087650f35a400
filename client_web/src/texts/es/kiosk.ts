import type * as en from '../en/kiosk';
import type { Like } from '../like';

export const devices: Like<typeof en.devices> = {
  title: 'Dispositivos',
  lead: 'En una tableta a la entrada, cada participante registra su entrada y su salida con su código personal. Nunca muestra un nombre.',
  add: 'Agregar una tableta',
  name: 'Dónde está',
  namePlaceholder: 'Puerta principal',
  create: 'Obtener un código',
  codeTitle: 'Activar la tableta',
  codeHelp: 'En la tableta, abra esta dirección y escriba el código. Funciona una vez.',
  address: 'Dirección',
  code: 'Código',
  until: (time) => `Funciona hasta ${time}.`,
  none: 'Todavía no hay tabletas',
  noneHelp: 'Agregue una para obtener un código y escríbalo en la tableta.',
  status: { waiting: 'Espera su código', enrolled: 'En uso', revoked: 'Revocada', expired: 'Código vencido' },
  where: 'Tableta',
  state: 'Estado',
  since: 'Desde',
  actions: 'Acciones',
  revoke: 'Revocar',
  revokeFor: (name) => `Revocar ${name}`,
  revokeTitle: (name) => `¿Revocar ‘${name}’?`,
  revokeHelp: 'La tableta deja de aceptar códigos al instante. Lo que informó queda registrado.',
};

export const kiosk: Like<typeof en.kiosk> = {
  title: 'Registrar la entrada',
  enrolTitle: 'Preparar esta tableta',
  enrolLead: 'La administración encuentra el código en Dispositivos.',
  enrolCode: 'Código de un solo uso',
  enrol: 'Preparar',
  enrolWrong: 'Ese código no funciona. Puede que ya se haya usado o haya vencido; la administración puede crear otro.',
  enterCode: 'Su código personal',
  entered: (count) => (count === 1 ? '1 cifra escrita' : `${count} cifras escritas`),
  pad: 'Teclado numérico',
  remove: 'Borrar la última cifra',
  checkIn: 'Entrada',
  checkOut: 'Salida',
  taken: {
    check_in: { title: 'Su entrada está registrada', help: 'Le damos la bienvenida. Por favor, pase.' },
    check_out: { title: 'Su salida está registrada', help: 'Que le vaya bien.' },
  },
  refused: {
    unknown: { title: 'Ese código no funcionó', help: 'Por favor, intente de nuevo o pregunte al personal.' },
    nothing_on: { title: 'En este momento no hay nada para usted', help: 'Por favor, pregunte al personal.' },
    too_many: { title: 'Por favor, espere un momento', help: 'Se probaron demasiados códigos. Por favor, pregunte al personal.' },
    offline: {
      title: 'Esta tableta no tiene conexión',
      help: 'No se registró nada. Por favor, diga al personal que está aquí.',
    },
    broken: {
      title: 'Esto no funcionó',
      help: 'No se registró nada. Por favor, diga al personal que está aquí.',
    },
  },
  next: 'Siguiente persona',
  again: 'Intentar de nuevo',
  offline: 'Esta tableta no tiene conexión',
  offlineHelp: 'Ahora no se pueden recibir códigos. Por favor, diga al personal que está aquí.',
  needHelp: (phone) => `¿Necesita ayuda? Pregunte al personal o llame al ${phone}.`,
};
