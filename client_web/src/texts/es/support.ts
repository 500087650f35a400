import type * as en from '../en/support';
import type { Like } from '../like';

export const support: Like<typeof en.support> = {
  label: 'Si necesita ayuda ahora',
  crisis: '¿En crisis? Llame o mande un mensaje al',
  crisisNumber: '988',
  crisisAfter: '; oprima 2 para español, o escriba AYUDA en el mensaje',
  clinic: 'Su clínica:',
  quickExit: 'Salida rápida',
  quickExitHelp: 'Sale de esta página al instante. Oprimir Mayús (Shift) tres veces hace lo mismo. El historial de su navegador se queda.',
};
