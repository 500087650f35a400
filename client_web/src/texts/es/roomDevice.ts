import type * as en from '../en/roomDevice';
import type { Like } from '../like';

export const roomDevice: Like<typeof en.roomDevice> = {
  title: 'La sala de la clínica',
  bringIn: 'Conectar',
  bringInNamed: (name) => `Conectar ${name}`,
  sendAway: 'Desconectar',
  sendAwayNamed: (name) => `Desconectar ${name}`,
  free: 'No está en ninguna sesión',
  elsewhere: 'En otra sesión',
  state: {
    coming: 'En camino…',
    connected: 'Ve y se ve, oye y se oye',
    lost: 'Se perdió la conexión',
    silent: 'No se oye nada de ella',
  },
  failed: 'No funcionó. Por favor, intente de nuevo.',
  alarm: {
    lost: (name) =>
      `${name} perdió la conexión. Quienes están en casa no oyen la sala, y su tiempo solo cuenta mientras haya personal en línea con ellos.`,
    silent: (name) =>
      `No se oye nada de ${name}. Quienes están en casa no oyen la sala, y su tiempo solo cuenta mientras haya personal en línea con ellos.`,
  },
  people: (count) => (count === 1 ? 'En la sala: 1 persona' : `En la sala: ${count} personas`),
  mutedHere: 'Usted está en la sala de la clínica, que tiene micrófono y altavoz. Los suyos están apagados para que no haya eco.',
  iAmInRoom: 'Estoy en la sala de la clínica',
  iAmInRoomHelp: 'Aquí su micrófono y su sonido quedan apagados para que no haya eco. Se le oye por el micrófono de la sala.',
  echoTitle: '¿Encender un segundo micrófono?',
  echoHelp: 'La sala en la que está tiene su propio micrófono, y por él le oyen todos. Si enciende también el suyo, los demás oirán un eco.',
  stayMuted: 'Seguir en silencio',
  unmuteAnyway: 'Encenderlo de todos modos',
};
