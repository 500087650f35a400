import type * as en from '../en/session';
import type { Like } from '../like';

const list = (names: readonly string[]) => new Intl.ListFormat('es').format(names);

export const session: Like<typeof en.session> = {
  tabTitle: 'Sesión',
  connecting: 'Le estamos llevando…',
  connectingHelp: 'Tarda más de lo normal. La página sigue intentando; usted no tiene que hacer nada.',
  reconnecting: 'Conectando de nuevo. Su asistencia se conserva.',
  back: 'Ya tiene conexión otra vez.',
  signedOutTitle: 'Por favor, abra su enlace una vez más',
  signedOutHelp: 'Por su seguridad, esta página le olvida después de un rato. El enlace que le mandó su clínica le trae de vuelta.',
  staffSignIn: 'Acceso del personal',
  missingTitle: 'Esta sesión no está aquí',
  missingHelp: 'Puede que el enlace sea para otro día. Si tiene dudas, llame a su clínica.',
  troubleTitle: 'No se pudo abrir la sesión',
  with: (names) => `Con ${names.length === 0 ? 'su equipo de atención' : list(names)}`,
  starts: (time) => `Empieza a las ${time}`,
  planned: (time) => `Estaba prevista para las ${time}`,
  started: (time) => `Empezó a las ${time}`,
};

export const waiting: Like<typeof en.waiting> = {
  title: 'Está en el lugar correcto',
  soon: 'Pronto le dejarán entrar.',
  early: 'Llegó temprano. Le dejarán entrar cuando empiece la sesión.',
  calm: [
    'Si quiere, baje los hombros y respire despacio una vez.',
    'No hay nada que tenga que preparar.',
    'Un vaso de agua a la mano puede ser buena compañía.',
    'Puede dejar su cámara encendida o apagada. Las dos cosas están bien.',
  ],
  message: 'Unas palabras de quien facilita la sesión',
  observers: (names) =>
    names.length === 1
      ? `${names[0]}, en prácticas, observa hoy si todas las personas están de acuerdo. Si prefiere que no, dígaselo a quien facilita: para usted no cambia nada.`
      : `${new Intl.ListFormat('es').format(names)}, en prácticas, observan hoy si todas las personas están de acuerdo. Si prefiere que no, dígaselo a quien facilita: para usted no cambia nada.`,
  privacy: 'Aquí nadie del grupo puede verle ni oírle.',
  leave: 'Salir',
};

export const talkFirst: Like<typeof en.talkFirst> = {
  title: 'Primero, unas palabras a solas',
  client: (name, role) =>
    `Está hablando con ${name}${role && `, ${role.toLowerCase()}`}. Nadie más puede verles ni oírles.`,
  staff: (name) => `Está hablando a solas con ${name}. El grupo sigue sin ustedes dos.`,
  admit: 'Dejar entrar',
  endTalk: 'Volver a la sala de espera',
  deny: 'Hoy no',
};

export const hold: Like<typeof en.hold> = {
  title: 'Un momento, por favor',
  help: 'Quien facilita la sesión perdió la conexión. Hasta que vuelva, nadie del grupo se ve ni se oye. Por favor, quédese; su tiempo hasta ahora se conserva.',
  call: 'Si prefiere hablar con alguien ahora:',
};

export const endings: Like<typeof en.endings> = {
  left: { title: 'Ha salido de la sesión', help: 'Gracias por estar aquí hoy. Puede volver mientras la sesión dure.' },
  removed: {
    title: 'Ya no está en la sesión',
    help: 'Quien facilita terminó su parte por ahora. Si quiere hablar de ello, su clínica está para usted.',
  },
  denied: {
    title: 'Hoy no es el día para esta sesión',
    help: 'Su equipo de atención quisiera hablar antes con usted. Por favor, llame a su clínica; les dará gusto escucharle.',
  },
  redirected: { title: 'Su equipo le atenderá de otra manera', help: '' },
  session_ended: {
    title: 'La sesión ha terminado',
    help: 'Gracias por estar aquí. Tómese un momento antes de seguir con su día.',
  },
  heldToTheEnd: {
    title: 'La sesión ha terminado',
    help: 'Todos han salido de la sala. La asistencia aparece en cuanto esté calculada.',
  },
  cancelled: { title: 'Esta sesión no se hará', help: 'Se canceló. Su clínica puede decirle más.' },
  replaced: {
    title: 'Abrió esta sesión en otro lugar',
    help: 'Sigue allí. No se pierde nada y su tiempo se cuenta una sola vez.',
  },
  revoked: {
    title: 'Su enlace se cerró',
    help: 'Su clínica cerró el enlace con el que entró, y por eso la sesión terminó para usted aquí. Su tiempo hasta ahora se conserva. Si no sabe por qué, por favor llame a su clínica; si le mandaron un enlace más nuevo, abra ese.',
  },
  guestRevoked: {
    title: 'Su participación terminó',
    help: 'La clínica, o la persona por quien vino, terminó su invitación. Puede haber muchas razones, y ninguna tiene que ver necesariamente con usted. Si quiere saber más, llame a la clínica.',
  },
  signedOut: {
    title: 'Su acceso terminó',
    help: 'Su acceso terminó aquí o en otra pestaña. La sesión sigue; inicie sesión de nuevo para volver.',
  },
  refused: {
    title: 'No se pudo abrir la sesión',
    help: 'Puede que ya haya terminado o que su enlace haya vencido. Por favor, abra su enlace una vez más o llame a su clínica.',
  },
  outdated: { title: 'Esta página es de una versión anterior', help: 'El servidor se actualizó. Al cargar la página de nuevo, usted vuelve.' },
  draining: { title: 'El servidor se está reiniciando', help: 'Al cargar la página de nuevo, usted vuelve.' },
  ways: {
    phone: 'Le llamarán al número que dio. Por favor, tenga su teléfono cerca.',
    in_person: 'Por favor, venga a la clínica o llame para acordar una hora.',
    another_day: 'Se comunicarán con usted para otro día. Por estar aquí no ha perdido nada.',
  },
  next: (day, time) => `Su próxima sesión empieza el ${day} a las ${time}.`,
  again: 'Volver a entrar',
  askedBack: 'Me pidieron que volviera',
  useHere: 'Usarla aquí',
  reload: 'Cargar de nuevo',
  staffHome: 'Ir a las sesiones de hoy',
  attendance: 'Asistencia de esta sesión',
  sign: '¿Firmar ahora?',
  message: 'De quien facilita la sesión',
};
