import type * as en from '../en/join';
import type { Like } from '../like';

const wait = (seconds: number) => (seconds < 90 ? `${seconds} segundos` : `${Math.ceil(seconds / 60)} minutos`);

export const join: Like<typeof en.join> = {
  title: 'Le damos la bienvenida',
  lead: 'Por favor, escriba el PIN que eligió con su clínica. Con él se abre lo demás.',
  pin: 'Su PIN',
  open: 'Continuar',
  forgotten: '¿Olvidó su PIN? Su clínica puede darle uno nuevo.',
  shared: 'En un teléfono o una computadora que comparte, cierre esta pestaña al terminar.',
  wrong: 'Ese PIN no coincide. Por favor, intente una vez más.',
  early: 'Este enlace se abre poco antes de la sesión. Por favor, vuelva entonces.',
  limited: (seconds) =>
    seconds === null
      ? 'Hubo demasiados intentos. Por favor, espere unos minutos o llame a su clínica: pueden mandarle un enlace nuevo enseguida.'
      : `Hubo demasiados intentos. Por favor, espere ${wait(seconds)} o llame a su clínica: pueden mandarle un enlace nuevo enseguida.`,
  gone: 'Este enlace ya no es válido',
  goneHelp: 'Los enlaces vencen por sí solos, para que nadie más pueda usarlos. Su clínica puede mandarle uno nuevo enseguida.',
  noLink: 'Por favor, abra su enlace',
  noLinkHelp: 'Abra el enlace que le mandó su clínica. Le trae aquí y le lleva a su sesión.',
  offline: 'En este momento no hay conexión con el servidor. No se pierde nada; revise su conexión e intente de nuevo.',
};
