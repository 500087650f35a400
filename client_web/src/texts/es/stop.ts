import type * as en from '../en/stop';
import type { Like } from '../like';

export const stop: Like<typeof en.stop> = {
  title: '¿Dejar de recibir estos mensajes?',
  lead: 'No se escribe nada más a esta dirección: ni recordatorios ni cambios. Sus citas siguen como están.',
  submit: 'Dejar de recibirlos',
  done: 'Ya no recibirá mensajes',
  doneHelp: 'Si los quiere de nuevo, pídalo la próxima vez o llame.',
  failed: 'No se pudo hacer',
  failedHelp: 'El enlace puede estar incompleto. Por favor llame y lo hacemos por usted.',
};
