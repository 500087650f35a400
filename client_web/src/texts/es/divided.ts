import type * as en from '../en/divided';
import type { Like } from '../like';

const list = (names: readonly string[]) => new Intl.ListFormat('es').format(names);

export const breakouts: Like<typeof en.breakouts> = {
  title: 'Grupos pequeños',
  control: 'Grupos',
  name: (number) => `Grupo ${number}`,
  nameOf: (number) => `Nombre del grupo ${number}`,
  many: 'Cuántos',
  minutes: 'Minutos',
  minutesHelp: 'Vacío: hasta que usted les pida volver.',
  range: (longest) => `De 1 a ${longest} minutos, o ninguno.`,
  staffHelp: 'En un grupo pequeño los minutos cuentan mientras haya personal en él.',
  people: 'Quién va adónde',
  draw: 'Al azar',
  stays: 'Sala principal',
  nobody: 'Todavía no hay nadie en la sala.',
  start: 'Formar grupos',
  callBack: 'Pedir que vuelvan',
  backNow: 'Volver ya',
  callBackHelp: 'Todos están de vuelta en 30 segundos.',
  longer: (minutes) => `${minutes} minutos más`,
  visit: 'Visitar',
  visitNamed: (name) => `Visitar ${name}`,
  toMain: 'A la sala principal',
  main: 'Sala principal',
  empty: 'No hay nadie.',
  withoutStaff: 'Sin personal: los minutos no cuentan.',
  led: (names) => `Con ${list(names)}`,
  move: (name) => `Dónde está ${name}`,
  away: 'reconectando',
  here: (name) => `Usted está en ${name}`,
  hereHelp: 'Solo quienes están aquí le ven y le oyen.',
  others: 'Los demás están en grupos pequeños. Quien facilita le dirá adónde va.',
  on: 'El grupo está en grupos pequeños.',
  backIn: 'De vuelta al grupo en',
  left: 'Tiempo que queda',
  moved: (name, people) =>
    people.length === 0
      ? `Ahora está en ${name}. Todavía no hay nadie más. Solo quienes están aquí le ven y le oyen.`
      : `Ahora está en ${name}, con ${list(people)}. Solo quienes están aquí le ven y le oyen.`,
  movedBack: 'Está de vuelta en la sala principal, con el grupo.',
  lastMinute: (seconds) => `Volverá al grupo en ${seconds} segundos.`,
  started: 'Ahora el grupo está en grupos pequeños.',
  over: 'Los grupos pequeños terminaron.',
};

export const sidebar: Like<typeof en.sidebar> = {
  title: 'Un momento a solas',
  start: 'Hablar a solas',
  client: (name) => `Está hablando con ${name}. Nadie más les ve ni les oye, y su tiempo cuenta.`,
  staff: (name) => `Está hablando con ${name}. El grupo sigue con su colega.`,
  alone: 'En este momento solo está usted aquí. Puede que la otra persona se esté reconectando.',
  end: 'Volver al grupo',
  list: (client, staff) => `${client} habla a solas con ${staff}`,
  bringBack: (name) => `Traer de vuelta a ${name}`,
  withoutStaff: 'Hay participantes en la sala principal sin personal: sus minutos no cuentan.',
  moved: (name) => `Ahora está a solas con ${name}. Nadie más les ve ni les oye.`,
  movedAlone: 'Ahora está en un momento a solas. Nadie más le ve ni le oye.',
};

export const timers: Like<typeof en.timers> = {
  breakTitle: 'Descanso',
  breakUntil: (time) => `Seguimos a las ${time}.`,
  breakOver: 'El descanso terminó. Seguimos en un momento.',
  breakBegan: (time) => `Empezó el descanso. Seguimos a las ${time}.`,
  breakEnded: 'El descanso ha terminado.',
  lastMinute: 'El descanso termina en un minuto.',
  mustGoOn: (time) => `hasta las ${time}`,
  mustGoOnHelp: (time) => `Empezó tarde o sus descansos duran más: para llegar a sus minutos no debe terminar antes de las ${time}.`,
};

export const spotlight: Like<typeof en.spotlight> = {
  show: 'Mostrar al frente',
  end: 'Quitar del frente',
  you: 'Ahora todos le ven al frente.',
  someone: (name) => `${name} se muestra al frente.`,
  over: 'Ya no se muestra a nadie al frente.',
  state: 'al frente',
};

export const arrived: Like<typeof en.arrived> = {
  inRoom: 'Ya está en la sesión, con el grupo.',
  waiting: 'Está en la sala de espera.',
  private: 'Ahora está en un momento a solas. Nadie del grupo le ve ni le oye.',
};
