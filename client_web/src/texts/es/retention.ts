import type * as en from '../en/retention';
import type { Like } from '../like';

export const retentionWords: Like<typeof en.retentionWords> = {
  title: 'Conservación',
  lead: 'Participantes cuyos registros ya se conservaron todo el tiempo obligatorio. Nada se borra por sí solo: usted borra, de una persona a la vez y con un motivo.',
  rule: (adult, minor, majority) =>
    `Los registros se conservan ${years(adult)} después del último día. Los de quien entonces tenía menos de ${majority} años se conservan hasta ${years(minor)} después de cumplir ${majority}, si eso es más.`,
  usual: 'Nadie lo ha definido todavía. Pregunte qué exigen su estado y sus aseguradoras.',
  changed: (by, day) => `Definido por ${by}, ${day}`,
  changeRule: 'Cambiar el plazo',
  adultYears: 'Años después del último día',
  minorYears: 'Años después de la mayoría de edad',
  minorYearsHelp: 'Para quien era menor de edad en su último día, si eso es más',
  majority: 'Mayoría de edad a los',
  save: 'Guardar',
  hold: 'Poner una retención legal',
  holdLead: 'Mientras esté vigente no se borra nada de la persona, lo pida quien lo pida.',
  recordNumber: 'Número de expediente',
  reason: 'Motivo',
  holdReasonHelp: 'De quién es la carta y de qué día. Queda en la auditoría.',
  none: 'No hay plazos cumplidos ni retenciones',
  noneHelp: 'Quien recibió el alta aparece aquí cuando se cumple su plazo.',
  undated: (count) =>
    count === 1
      ? 'Hace tiempo que 1 participante se fue y aquí falta su fecha de nacimiento. Agréguela en su página: hasta entonces no aparece en la lista.'
      : `Hace tiempo que ${count} participantes se fueron y aquí falta su fecha de nacimiento. Agréguela en sus páginas: hasta entonces no aparecen en la lista.`,
  columns: { client: 'Participante', lastDay: 'Último día', keptUntil: 'Se conserva hasta', state: 'Estado' },
  open: 'Ver',
  openFor: (name) => `Ver: lo que se conserva de ${name}`,
  due: 'Plazo cumplido',
  held: 'Retención legal',
  stillHere: 'Con inscripción vigente',
  since: (by, day) => `por ${by}, desde el ${day}`,
  dialog: (name) => `Lo que se conserva de ${name}`,
  counts: { sessions: 'Sesiones', facts: 'Observaciones', records: 'Registros de asistencia', signatures: 'Firmas', consents: 'Consentimientos' },
  goes: 'Lo que se observó, registró, firmó y dijo de la persona se borra para siempre, igual que sus contactos y las notas de sus inscripciones. Nadie puede recuperarlo, salvo de una copia de seguridad que usted aún tenga.',
  stays: 'La bitácora de asistencia guarda sumas de verificación y dice que usted lo borró y por qué. El registro de accesos se queda.',
  nameGoes: 'También se borran su nombre, su fecha de nacimiento y su número de expediente.',
  nameStays: (count, day) =>
    `Hay que dar cuenta de ${count === 1 ? '1 divulgación' : `${count} divulgaciones`} hasta el ${day}, y con ello de quién es la persona. Entonces aparecerá de nuevo en la lista.`,
  eraseReasonHelp: 'Queda en la bitácora de asistencia.',
  understood: 'Lo he revisado y debe borrarse para siempre',
  erase: 'Borrar',
  notDue: 'Su plazo no se ha cumplido. No se puede borrar nada.',
  release: 'Levantar la retención',
  releaseReasonHelp: 'Quién dijo que se puede. Queda en la auditoría.',
};

function years(count: number): string {
  return count === 1 ? '1 año' : `${count} años`;
}
