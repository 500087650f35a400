import { expect, test } from 'vitest';
import { server } from './es/said';

test.each([
  ['Attended 2 h 40 min of 3 h 00 min held. Came 5 min after the start.', 'Asistió 2 h 40 min de 3 h 00 min realizadas. Llegó 5 min después del inicio.'],
  ['Not here: connection lost; ended when last heard', 'Ausente: se perdió la conexión; termina cuando se le oyó por última vez'],
  [
    '12 minutes short of 3 h today, 7.5 of 9 h this week, 1 unit left. Must not end before 8:42 PM to reach 3 h.',
    'faltan 12 minutos para llegar a 3 h hoy, 7.5 de 9 h esta semana, queda 1 unidad. No debe terminar antes de las 8:42 pm para llegar a 3 h.',
  ],
  ['Stated: audio only. Called in from the bus.', 'Declarado: solo audio. Called in from the bus.'],
  ['Minutes count towards hours in these kinds of session: group, family.', 'Los minutos cuentan como horas en estos tipos de sesión: grupo, familia.'],
  ['Attended 5 min of 3 h held. Somebody wrote this.', 'Attended 5 min of 3 h held. Somebody wrote this.'],
  ['', ''],
])('%s', (english, spanish) => {
  expect(server.said(english)).toBe(spanish);
});
