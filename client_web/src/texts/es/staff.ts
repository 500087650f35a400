import type * as en from '../en/staff';
import type { Like } from '../like';

const list = (names: readonly string[]) => new Intl.ListFormat('es').format(names);

export const today: Like<typeof en.today> = {
  title: 'Hoy',
  open: 'Abrir la sesión',
  people: 'Personas y enlaces',
  takesPart: { observer: 'Usted observa, en prácticas', interpreter: 'Usted interpreta' },
  attendance: 'Asistencia',
  none: 'Hoy no hay sesiones',
  noneNext: (when) => `La próxima es ${when}.`,
  noneWeek: 'No hay más esta semana.',
  later: 'Más adelante esta semana',
  earlier: 'Antes esta semana',
  day: 'Día',
  time: 'Hora',
  session: 'Sesión',
  status: 'Estado',
};

export const roster: Like<typeof en.roster> = {
  title: 'Personas',
  back: 'Hoy',
  open: 'Abrir la sesión',
  attendance: 'Asistencia hasta ahora',
  clients: 'Participantes',
  staff: 'Personal',
  nobody: 'Todavía no hay nadie en esta lista',
  nobodyHelp: 'Las personas llegan a la lista con su inscripción en el programa.',
  name: 'Nombre',
  chosenName: (name) => `“${name}” para el grupo`,
  usedName: (name) => `le dicen ${name}`,
  inRoom: 'En la sala',
  here: 'Aquí',
  hereFor: (name) => `Aquí: ${name}`,
  minutes: 'Cuenta',
  unconfirmed: (time) => `${time} sin confirmar todavía`,
  atRisk: 'Pierde el día si la sesión termina a la hora prevista.',
  link: 'Enlace de acceso',
};

export const inPerson: Like<typeof en.inPerson> = {
  title: 'En persona',
  lead: 'Toque ‘Todos aquí’ y después apague a quien no esté. Quienes entran por video se cuentan solos.',
  early: 'Desde dos horas antes de que empiece la sesión puede decir aquí quién está en la sala.',
  closed: 'La sesión terminó. Lo que falta todavía se puede declarar, con su motivo.',
  alsoHere: 'Yo también estoy en la sala',
  alsoHereHelp: 'El tiempo en la sala cuenta mientras haya personal.',
  allHere: 'Todos aquí',
  withoutStaff: 'No hay personal marcado en la sala, así que el tiempo allí todavía no cuenta.',
  colleague: (name) => `${name} (personal)`,
  other: { observer: 'en prácticas', interpreter: 'intérprete', guest: 'invitado/a' },
  count: (here, of, byVideo) =>
    `${here} de ${of} aquí en persona${
      byVideo === 0
        ? ''
        : byVideo === 1
          ? ' · 1 conectada desde otro lugar, que ‘Todos aquí’ no incluye'
          : ` · ${byVideo} conectadas desde otro lugar, que ‘Todos aquí’ no incluye`
    }`,
  headcount: 'Hacer un conteo',
};

export const headcount: Like<typeof en.headcount> = {
  title: 'Hacer un conteo de personas',
  lead: 'El tiempo en la sala solo cuenta hasta que el personal o la tableta vio allí a alguien por última vez. Un conteo confirma hasta este minuto a todas las personas que marque.',
  who: '¿Quién está en la sala ahora?',
  elsewhere: 'en línea, se cuenta sola',
  heads: (ticked, you) => {
    if (ticked === 0) return you ? 'Nadie en la sala aparte de usted' : 'Nadie en la sala';
    const all = ticked + (you ? 1 : 0);
    return `${all === 1 ? '1 persona' : `${all} personas`} en la sala${you ? ', con usted' : ''}`;
  },
  missed: (names) =>
    `Ya no están: ${list(names)}. Cuentan hasta la última confirmación. ¿Acaban de salir? Cancele y apague ‘Aquí’.`,
  withoutStaff: 'No hay personal en la sala: el tiempo allí todavía no cuenta.',
  save: 'Guardar el conteo',
  saved: 'Conteo guardado. Las personas que marcó quedan confirmadas hasta ahora.',
};

export const gone: Like<typeof en.gone> = {
  title: (name) => `${name} no está en la sala`,
  leftNow: 'Acaba de salir',
  leftNowHelp: '‘Acaba de salir’ cuenta su tiempo en la sala hasta este momento.',
  wasNot: 'No estuvo',
  wasNotHelp: '‘No estuvo’ deshace un toque equivocado: no cuenta nada desde la última confirmación.',
};

export const links: Like<typeof en.links> = {
  make: 'Crear enlace',
  again: 'Enlace nuevo',
  makeFor: (name) => `Crear enlace para ${name}`,
  againFor: (name) => `Enlace nuevo para ${name}`,
  revoke: 'Revocar',
  revokeFor: (name) => `Revocar el enlace de ${name}`,
  none: 'Todavía sin enlace',
  sent: (when) => `Creado ${when}`,
  revoked: 'Revocado',
  expired: 'Vencido',
  wrongPins: (count) =>
    count === 1 ? '1 PIN equivocado' : `${count} PIN equivocados en este enlace. Si fue otra persona, cree uno nuevo.`,
  guessed: (count) => `Cerrado después de ${count} PIN equivocados. Cree uno nuevo.`,
  title: (name) => `Enlace de acceso para ${name}`,
  url: 'Enlace',
  copy: 'Copiar enlace',
  copied: 'Copiado',
  only: 'Un enlace abre solo esta sesión y solo para esta persona.',
  replaces: 'El que tiene ahora deja de abrir. Si ya está en la sesión, sigue en ella; para sacarla, revoque el enlace.',
  until: (when) => `Funciona hasta ${when}.`,
  pin: 'Se le pedirá el PIN que se puso al ingreso. Nunca mande el PIN junto con el enlace.',
  revokeTitle: (name) => `¿Revocar el enlace de ${name}?`,
  revokeHelp: 'Deja de funcionar al instante, y quien entró con él o con uno anterior sale de la sesión. Su página se lo dice y le pide que llame; su tiempo hasta entonces se conserva. Usted puede crear uno nuevo.',
};

export const statement: Like<typeof en.statement> = {
  add: 'Agregar una declaración',
  title: 'Declaración',
  lead: 'Para tiempo que ninguna máquina vio, por ejemplo una llamada. Queda en el registro con su nombre y su motivo.',
  who: 'Participante',
  from: 'Desde',
  to: 'Hasta',
  modality: 'Cómo participó',
  modalities: { phone: 'Por teléfono', in_room: 'En la sala', video: 'Por video', audio_only: 'Solo por audio' },
  reason: 'Cómo lo sabe',
  reasonHelp: 'Una frase. Se muestra dondequiera que se cuente este tiempo.',
  reasonShort: 'Por favor, diga en pocas palabras cómo lo sabe.',
  backwards: 'El final debe ser posterior al inicio.',
  future: 'El final todavía no llega.',
  save: 'Guardar la declaración',
  saved: 'La declaración está guardada.',
};
