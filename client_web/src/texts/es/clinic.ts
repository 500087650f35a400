import type * as en from '../en/clinic';
import type { Like } from '../like';

export const clinic: Like<typeof en.clinic> = {
  skip: 'Ir al contenido',
  navigation: 'Principal',
  menu: 'Menú',
  today: 'Hoy',
  attendance: 'Asistencia',
  access: 'Su acceso',
  audit: 'Auditoría',
  policies: 'Políticas',
  devices: 'Dispositivos',
  zone: (zone) => `todas las horas en ${zone}`,
  signOut: 'Cerrar sesión',
  signedInAs: (name, role) => `Acceso de ${name}, ${role}`,
  roles: { client: 'participante', facilitator: 'facilitador/a', admin: 'administración', auditor: 'auditoría', guest: 'invitado/a' },
  onlyAdmins: 'Esta página es para la administración',
  onlyAdminsHelp: 'Pida a la administración de su clínica que lo haga, o que cambie su función.',
  notForAuditors: 'Esta página es para el personal de la clínica',
  notForAuditorsHelp: 'Lo que usted puede leer está en Asistencia.',
  forClients: 'Esta página es para el personal',
  forClientsHelp: 'Para venir a su sesión, por favor abra el enlace que le mandó su clínica.',
};

export const attention: Like<typeof en.attention> = {
  label: 'Dónde se necesita personal',
  withoutStaff: (title, since) => `${title} está sin personal desde las ${since}`,
  waiting: (title, clients, since) =>
    clients === 1
      ? `Alguien espera entrar a ${title} desde las ${since}, y no hay personal`
      : `${clients} personas esperan entrar a ${title}, la primera desde las ${since}, y no hay personal`,
  for: (minutes) => (minutes < 1 ? ' (menos de un minuto)' : ` (${minutes} min)`),
  onCall: 'Usted está de guardia.',
  deviceLost: (title, since) => `La sala de la clínica de ${title} está sin conexión desde las ${since}`,
  help: {
    without_staff: 'El grupo queda en espera hasta que alguien venga.',
    device_lost: 'Quienes están en la sala y quienes están en casa no se oyen. Por favor, revise la pantalla de la sala.',
    waiting: 'Ven que están en el lugar correcto.',
  },
  newTab: 'Se abre en otra pestaña; usted sigue también en esta sala.',
  open: 'Abrir la sala',
  openFor: (title) => `Abrir la sala de ${title}`,
  failed: 'No se pudo abrir la sala. Por favor, intente de nuevo o pida ayuda a la administración.',
  tab: (title) => `(!) ${title}`,
};

export const nothingHere: Like<typeof en.nothingHere> = {
  title: 'Aquí no hay nada',
  help: 'Puede que la dirección esté mal escrita o que lo que estaba aquí se haya movido.',
  home: 'Ir a la primera página',
};

export const signIn: Like<typeof en.signIn> = {
  title: 'Iniciar sesión',
  lead: 'Para facilitadores, administración y auditoría.',
  email: 'Correo electrónico',
  password: 'Contraseña',
  submit: 'Iniciar sesión',
  wrong: 'El correo y la contraseña no coinciden',
  wrongHelp: 'Por favor, revise los dos e intente de nuevo.',
  forClients: '¿Viene a una sesión?',
  forClientsHelp: 'No necesita cuenta. Abra el enlace que le mandó su clínica.',
};

export const sessionWords: Like<typeof en.sessionWords> = {
  status: { planned: 'Prevista', in_progress: 'En curso', finished: 'Terminada', cancelled: 'Cancelada' },
  kind: {
    group: 'Grupo',
    individual: 'Individual',
    family: 'Familia',
    workshop: 'Taller',
    skills: 'Habilidades',
    wellness: 'Bienestar',
    medication_check: 'Control de medicación',
    assessment: 'Evaluación',
    alumni: 'Egresados',
    recreation: 'Recreación',
    film: 'Película',
    workbook: 'Cuaderno de trabajo',
  },
  expected: (count) => (count === 1 ? 'Se espera a 1 persona' : `Se espera a ${count} personas`),
  with: (names) => `con ${names}`,
  startsIn: (minutes) => (minutes === 1 ? 'empieza en 1 minuto' : `empieza en ${minutes} minutos`),
  shouldHaveStarted: (minutes) =>
    minutes === 1 ? 'debía empezar hace un minuto' : `debía empezar hace ${minutes} minutos`,
  runningSince: (time) => `desde las ${time}`,
};
