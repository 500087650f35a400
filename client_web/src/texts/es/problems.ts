import type * as en from '../en/problems';
import type { Like } from '../like';

export const problems: Like<typeof en.problems> = {
  offline: {
    title: 'No hay conexión con el servidor',
    help: 'No se pierde nada de lo que escribió. Revise su conexión e intente de nuevo.',
  },
  signed_out: { title: 'Su acceso terminó', help: 'Lo guardado sigue guardado. Por favor, inicie sesión de nuevo.' },
  forbidden: {
    title: 'Usted no tiene acceso a esto',
    help: 'No se cambió nada. Si lo necesita, pídalo a la administración.',
  },
  not_found: {
    title: 'Esto no está aquí',
    help: 'Puede que se haya quitado o que la dirección esté mal. Vuelva atrás y elija otra vez.',
  },
  conflict: {
    title: 'Esto cambió mientras tanto',
    help: 'No se sobrescribió nada. Vea cómo está ahora e intente de nuevo.',
  },
  gone: { title: 'Esto ya terminó', help: 'Ya no se puede cambiar. Lo registrado queda como está.' },
  invalid: { title: 'Algo no es correcto', help: 'No se guardó nada. Revise lo que escribió e intente de nuevo.' },
  too_many: { title: 'Demasiados intentos', help: 'No se pierde nada. Por favor, espere un poco antes de intentar de nuevo.' },
  unavailable: {
    title: 'El servidor está ocupado o se está reiniciando',
    help: 'Lo guardado sigue guardado. Intente de nuevo en un momento.',
  },
  unexpected: {
    title: 'Algo salió mal en el servidor',
    help: 'Lo que se guardó antes está a salvo. Intente de nuevo; si continúa, avise a quien administra el servidor.',
  },
};

export const refusals: Like<typeof en.refusals> = {
  kept_apart: { title: 'No pueden estar en la misma sesión', help: 'No se cambió nada.' },
  wrong_password: { title: 'La contraseña no es correcta', help: 'No se firmó nada.' },
  records_not_derived: { title: 'Los registros se están preparando', help: 'Estarán aquí en un momento.' },
  session_not_over: { title: 'Esta sesión no ha terminado', help: 'Sus registros se pueden firmar cuando termine.' },
};

export const problemWords: Like<typeof en.problemWords> = {
  retry: 'Intentar de nuevo',
  waitSeconds: (seconds) => (seconds === 1 ? 'Intente de nuevo en 1 segundo.' : `Intente de nuevo en ${seconds} segundos.`),
};
