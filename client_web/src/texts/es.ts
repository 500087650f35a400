import { texts } from './en';
import { common, failed, notFound } from './es/common';
import { devices } from './es/devices';
import { guest } from './es/guest';
import { arrived, breakouts, sidebar, spotlight, timers } from './es/divided';
import { home } from './es/home';
import { join } from './es/join';
import { checks, joining } from './es/joining';
import { chat, leaving, more, room, staffRoom } from './es/room';
import { roomDevice } from './es/roomDevice';
import { endings, hold, session, talkFirst, waiting } from './es/session';
import { quality } from './es/quality';
import { sharing } from './es/sharing';
import { stop } from './es/stop';
import { askForHelp, callHelp, handouts, support } from './es/support';
import { put, type Like } from './like';

/*
 * Spanish, for people in the United States: usted, plain and warm, and without a gender where that reads well. The clinic's words:
 *
 *   client                 participante               admit                  admitir, dejar entrar
 *   staff, care team       personal, equipo           talk first             hablar antes (a solas)
 *   waiting room           sala de espera             room                   sala
 *   session, group         sesión, grupo              break                  descanso
 *   raised hand            mano levantada             mute                   silenciar
 *   roster                 lista                      headcount              conteo de personas
 *   attendance record      registro de asistencia     outcome                resultado
 *   countable minutes      minutos que cuentan        evidence, fact         evidencia, hecho
 *   sign, co-sign          firmar, cofirmar           amendment              enmienda
 *   entered in error       registrado por error       statement              declaración
 *   enrollment             inscripción                discharge              alta
 *   step up, step down     subir, bajar de nivel      level of care          nivel de atención
 *   program track          turno                      make-up                reposición
 *   site                   sede                       policy, rule           política, regla
 *   payer                  pagador                    authorization          autorización
 *   consent                consentimiento             disclosure             divulgación
 *   attendance log         bitácora                   audit trail            rastro de auditoría
 *   join link              enlace de acceso           check in, check out    registrar la entrada, la salida
 *   quick exit             salida rápida              keep apart             mantener por separado
 */
const spanish: Like<typeof texts> = {
  common,
  failed,
  notFound,
  devices,
  guest,
  home,
  join,
  joining,
  checks,
  chat,
  leaving,
  more,
  room,
  staffRoom,
  roomDevice,
  quality,
  sharing,
  stop,
  endings,
  hold,
  session,
  talkFirst,
  waiting,
  askForHelp,
  callHelp,
  handouts,
  support,
  breakouts,
  sidebar,
  timers,
  spotlight,
  arrived,
};

put(texts, spanish);
