import type * as en from '../en/guest';
import type { Like } from '../like';

export const guest: Like<typeof en.guest> = {
  title: 'Tiene una invitación a una sesión',
  loading: 'Buscando su invitación',
  when: (day, time) => `El ${day} a las ${time}.`,
  lead: 'Una persona que recibe atención aquí pidió que usted esté presente y lo aceptó por escrito. Antes de entrar, lea esto, por favor.',
  terms: [
    'Quién está aquí y qué se dice es privado y lo protege la ley (42 CFR parte 2). Usted acepta no contárselo a nadie.',
    'Nadie graba sonido ni imagen, y usted tampoco. Sin capturas de pantalla, y sin otras personas escuchando.',
    'Esté donde pueda hablar a solas, y no mientras maneja.',
    'El personal le deja entrar cuando sea el momento. Puede salir cuando quiera.',
    'Guardamos que estuvo, cuándo, y que aceptó esto; nada de lo que diga.',
    'Si la persona por quien viene retira su consentimiento, su participación termina en ese momento. No es culpa de nadie.',
  ],
  name: 'El nombre que ven los demás',
  nameHelp: 'Basta con un nombre.',
  agree: 'Lo leí y estoy de acuerdo',
  agreeFirst: 'Por favor, léalo y marque la casilla.',
  accept: 'Aceptar y continuar',
  once: 'Este enlace sirve una sola vez, en este navegador. Use el dispositivo con el que va a participar.',
  shared: 'En un teléfono o una computadora compartidos, cierre esta pestaña al terminar.',
  earlyTitle: 'Llegó temprano',
  early: (day, time) => `Este enlace abre el ${day} a las ${time}. Vuelva entonces, por favor.`,
  usedTitle: 'Esta invitación ya se usó',
  usedHelp: 'Cada enlace sirve una sola vez. Si fue usted, continúe en el navegador donde lo abrió primero. Si no, llame a la clínica: pueden anularla e invitarle de nuevo.',
  goneTitle: 'Esta invitación terminó',
  goneHelp: 'Las invitaciones terminan con la sesión, o antes si lo pide la clínica o la persona por quien viene. La clínica puede decirle más.',
  noLinkTitle: 'Abra su enlace, por favor',
  noLinkHelp: 'Abra el enlace que le envió la clínica. Lleva hasta aquí.',
  trouble: 'Ahora no se puede llegar al servidor. No se pierde nada; revise su conexión e inténtelo de nuevo.',
};
