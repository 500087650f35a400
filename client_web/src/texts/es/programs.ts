import type * as en from '../en/programs';
import type { Like } from '../like';

const levels: Readonly<Record<string, string>> = {
  aftercare: 'Seguimiento',
  '1': 'Ambulatorio (1)',
  '2.1': 'IOP (2.1)',
  '2.1-adolescent': 'IOP para adolescentes (2.1)',
  '2.5': 'PHP (2.5)',
};

export const programWords: Like<typeof en.programWords> = {
  title: 'Programas',
  views: 'Vistas',
  programs: 'Programas',
  sites: 'Sedes',
  holidays: 'Días festivos',
  lead: 'Tratamientos en los que se inscriben las personas.',
  add: 'Agregar un programa',
  edit: 'Editar',
  editFor: (name) => `Editar ${name}`,
  save: 'Guardar',
  none: 'Todavía no hay ningún programa',
  noneHelp: 'Agregue uno para poder inscribir participantes.',
  noneForYou: 'La administración puede agregar uno.',
  level: (level) => levels[level] ?? `Nivel ${level}`,
  usual: (least, most) =>
    least === 0 && most === 0
      ? 'En este nivel no hay horas habituales.'
      : most === 0
        ? `En este nivel lo habitual son ${least} horas por semana o más.`
        : `En este nivel lo habitual son de ${least} a ${most} horas por semana.`,
  outside: 'Estas horas no son las habituales en este nivel. De todos modos puede guardarlas.',
  columns: { name: 'Programa', level: 'Nivel de atención', hours: 'Horas por semana', people: 'Personas', tracks: 'Turnos', site: 'Sede' },
  closed: 'Cerrado',
  name: 'Nombre',
  levelOfCare: 'Nivel de atención',
  weeklyHours: 'Horas por semana en el plan',
  weeks: 'Semanas que debe durar',
  weeksHelp: 'Déjelo vacío si no tiene fin.',
  lasts: 'Debe durar',
  lastsWeeks: (weeks) => (weeks === 1 ? '1 semana' : `${weeks} semanas`),
  site: 'Sede',
  noSite: 'La clínica misma',
  states: 'Con licencia en',
  statesHelp: 'Códigos de estados, como CA, OR',
  leastAge: 'Desde la edad de',
  mostAge: 'Hasta la edad de',
  ages: 'Edades',
  agesOf: (least, most) =>
    least !== null && most !== null
      ? `de ${least} a ${most} años`
      : least !== null
        ? `${least} años o más`
        : `hasta ${most ?? ''} años`,
  agesHelp: 'El primer día. Vacío: cualquiera. De quien tenga otra edad se avisa.',
  agesAsProgram: 'como el programa',
  trackAgesHelp: 'El primer día. Vacío: como el programa.',
  closeIt: 'Cerrado: no se inscribe a nadie más',
  back: 'Programas',
  people: (count) => (count === 1 ? '1 persona' : `${count} personas`),
  facts: 'Sobre el programa',
  rules: 'Reglas de asistencia',
  tracks: 'Turnos',
  tracksLead: 'Grupos del programa que se reúnen a distintas horas.',
  noTracks: 'Todos en el programa se reúnen juntos.',
  addTrack: 'Agregar un turno',
  editTrack: (name) => `Editar el turno ${name}`,
  trackName: 'Nombre del turno',
  partOfDay: 'Cuándo se reúne',
  parts: {
    morning: 'Por la mañana',
    afternoon: 'Por la tarde',
    evening: 'Por la noche',
    weekend: 'En fin de semana',
    any: 'A cualquier hora',
  },
};

export const siteWords: Like<typeof en.siteWords> = {
  lead: 'Dónde se reúnen los programas. Lo que se reúne en una sede sigue su reloj.',
  add: 'Agregar una sede',
  none: 'Todavía no hay ninguna sede',
  noneHelp: 'Sin sedes, todo se reúne en la clínica misma y según su reloj.',
  columns: { name: 'Sede', address: 'Dirección', phone: 'Teléfono', zone: 'Zona horaria' },
  name: 'Nombre',
  address: 'Dirección',
  phone: 'Teléfono',
  zone: 'Zona horaria',
  zoneHelp: 'Como en America/Chicago',
  closeIt: 'Cerrada: aquí no se reúne nada nuevo',
};

export const holidayWords: Like<typeof en.holidayWords> = {
  lead: 'Días en los que no se planea nada.',
  add: 'Agregar un día festivo',
  none: 'No hay ningún día festivo previsto',
  noneHelp: 'Agregue los días en que la clínica está cerrada.',
  columns: { day: 'Día', name: 'Día festivo', where: 'Dónde' },
  everywhere: 'En todas partes',
  day: 'Día',
  name: 'Nombre',
  where: 'Dónde',
  revoke: 'Quitar',
  revokeFor: (name) => `Quitar ${name}`,
  revokeTitle: (name) => `¿Quitar ${name}?`,
  revokeHelp: 'Vuelve a ser un día normal. Las sesiones que no se planearon por él no se crean solas.',
};

export const handoutWords: Like<typeof en.handoutWords> = {
  title: 'Materiales',
  lead: 'En la sala de cada sesión de este programa, en Más, y en las páginas de sus participantes. Lo que es solo para una sesión se agrega en su sala.',
  none: 'Ninguno todavía. Lo que se agrega aquí está en la sala de cada sesión de este programa, en Más, y en las páginas de sus participantes.',
  add: 'Agregar un material',
  what: 'Qué es',
  file: 'Archivo',
  fileHelp: 'Un PDF o una imagen, de 5 MB como máximo.',
  columns: { title: 'Qué es', kind: 'Archivo', added: 'Agregado' },
  kind: (pdf, kilobytes) => `${pdf ? 'PDF' : 'Imagen'}, ${kilobytes} kB`,
  revoke: 'Quitar',
  revokeFor: (name) => `Quitar ${name}`,
  revokeTitle: (name) => `¿Quitar ${name}?`,
  revokeHelp: 'Ya no estará en ninguna sesión de este programa ni en la página de nadie. La administración puede quitar cualquiera; los demás, lo que agregaron.',
};
