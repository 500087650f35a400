import type * as en from '../en/help';
import type { Like } from '../like';

export const onCall: Like<typeof en.onCall> = {
  title: 'De guardia',
  lead: 'A quién se avisa cuando un facilitador pide ayuda o un grupo se queda sin personal.',
  nobody: 'Si no hay nadie de guardia, el aviso llega a todos los administradores y facilitadores que hayan iniciado sesión.',
  now: (names) => `De guardia ahora: ${names}.`,
  nobodyNow: 'Ahora no hay nadie de guardia: los avisos llegan a todos los administradores y facilitadores que hayan iniciado sesión.',
  add: 'Agregar una guardia',
  none: 'No hay nadie de guardia en los próximos 60 días',
  noneHelp: 'Los avisos llegan entonces a todos los administradores y facilitadores que hayan iniciado sesión. Agregue una guardia para nombrar a quien mira primero.',
  table: 'Guardias',
  columns: { person: 'Quién', from: 'Desde', until: 'Hasta', where: 'Dónde', actions: 'Acciones' },
  everywhere: 'Todas las sedes',
  current: 'Ahora',
  overlaps: 'Dos a la vez: se avisa a ambos',
  gaps: (count) =>
    count === 1
      ? 'En las próximas dos semanas hay una sesión sin nadie de guardia todo el tiempo'
      : `En las próximas dos semanas hay ${count} sesiones sin nadie de guardia todo el tiempo`,
  gap: (title, times) => `${title}: ${times}`,
  moreGaps: (count) => (count === 1 ? 'y una más' : `y ${count} más`),
  person: 'Quién',
  choose: 'Elija a alguien',
  day: 'Primer día',
  from: 'Desde',
  until: 'Hasta',
  untilHelp: 'A la hora de inicio o antes: al día siguiente',
  where: 'Dónde',
  weeks: 'Repetir durante tantas semanas',
  weeksHelp: '1: solo esta vez. Según el reloj del lugar, también cuando cambia la hora.',
  save: 'Guardar',
  handOver: 'Pasar la guardia',
  handOverFor: (name, from) => `Pasar la guardia de ${name} desde ${from}`,
  handOverTitle: (name) => `Pasar la guardia de ${name}`,
  handOverHelp: 'Lo que queda de la guardia es suyo desde ahora. Avísele primero.',
  handOverTo: 'A',
  revoke: 'Quitar',
  revokeFor: (name, from) => `Quitar la guardia de ${name} desde ${from}`,
  revokeTitle: (name) => `¿Quitar la guardia de ${name}?`,
  revokeHelp: 'Una guardia que ya ha comenzado termina ahora. Ya no se le avisa primero.',
};
