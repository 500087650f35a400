import type * as en from '../en/home';
import type { Like } from '../like';

const time = (minutes: number) => {
  const [hours, rest] = [Math.floor(minutes / 60), Math.floor(minutes % 60)];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
};

export const home: Like<typeof en.home> = {
  tabTitle: 'Inicio',
  title: (name) => `Hola, ${name}`,
  lead: 'Su semana de un vistazo. Solo usted ve esto, con su PIN.',
  next: 'Lo que sigue',
  noNext: 'No hay nada previsto para usted en las próximas semanas. Si esperaba una sesión, por favor llame a su clínica.',
  join: 'Entrar',
  on: (day, from, to) => `${day}, de ${from} a ${to}`,
  today: (day) => `Hoy, ${day}`,
  setting: { remote: 'En línea', in_person: 'En la clínica', hybrid: 'En la clínica o en línea' },
  state: { planned: '', in_progress: 'En curso', finished: 'Terminada', cancelled: 'Cancelada', excused: 'Su ausencia está justificada' },
  ownLink: 'Recibirá un enlace propio de esta sesión antes de que empiece.',
  asked: 'Un mensaje para usted',
  askedAtRandom: 'Esta semana se le eligió al azar para una prueba de drogas. No dice nada de usted: puede tocarle a cualquiera en su programa.',
  askedForCause: 'Su equipo de atención le pide una prueba de drogas esta semana.',
  askedOn: (days) => `Se toma en estos días: ${days}.`,
  askedHelp: 'Solo usted y su equipo de atención ven esto, y no se habla de ello en el grupo. Hable con su facilitador o facilitadora antes o después de su sesión, o llame a su clínica.',
  week: 'Esta semana',
  noOthers: 'No hay otras sesiones esta semana.',
  links: 'Cada sesión en línea tiene su propio enlace, que usted recibe antes de que empiece. Si no le ha llegado, por favor llame a su clínica.',
  hours: 'Horas de esta semana',
  soFar: (minutes) => `Lleva ${time(minutes)} hasta ahora.`,
  ofPlan: (minutes, planned) => `Lleva ${time(minutes)} de las ${time(planned)} previstas para usted.`,
  planMet: (minutes, planned) => `Lleva ${time(minutes)}: todas las ${time(planned)} previstas para usted.`,
  hoursHelp: 'Es el tiempo que contó, en la sala o en línea. Una sesión en curso se cuenta sobre la marcha.',
  consents: 'Lo que usted autorizó',
  noConsents: 'Hoy no hay ningún consentimiento suyo registrado.',
  since: (day) => `Desde el ${day}, hasta que lo retire`,
  until: (from, to) => `Desde el ${from} hasta el ${to}`,
  withdraw: 'Puede retirar cualquiera de estos cuando quiera, sin decir por qué. Por favor, llame a su clínica.',
  reach: 'Cómo puede escribirle su clínica',
  noReach: 'Su clínica no le escribe a ninguna parte.',
  changeReach: 'Para cambiarlo, llame a su clínica o dígalo la próxima vez.',
  purposes: { reminders: 'recordatorios', links: 'el enlace de acceso', changes: 'cambios de hora y cancelaciones', messages: 'que hay un mensaje para usted' },
  nothing: 'nada',
  stopped: 'Detenido',
  notSafe: 'No es seguro, así que no se envía nada',
  calendar: 'Su calendario',
  calendarHelp: 'Una dirección que pone sus citas en el calendario de su teléfono o computadora. Dice cuándo, y nada más. Quien la tenga puede leerlas.',
  make: 'Crear una dirección',
  makeAgain: 'Crear otra dirección',
  makeAgainHelp: 'Ya tiene una dirección. Una nueva la reemplaza.',
  remove: 'Quitar la dirección',
  address: 'Cópiela ahora; se muestra solo esta vez:',
  failed: 'Eso no funcionó. Por favor, intente de nuevo.',
  done: 'He terminado',
  doneHelp: 'Cierra esta página para quien use después este teléfono o computadora.',
  open: 'Su semana y sus horas',
};
