import type * as en from '../en/common';
import type { Like } from '../like';

export const common: Like<typeof en.common> = {
  loading: 'Cargando',
  tryAgain: 'Intentar de nuevo',
  cancel: 'Cancelar',
  close: 'Cerrar',
  back: 'Atrás',
};

export const failed: Like<typeof en.failed> = {
  title: 'Esta página dejó de funcionar',
  help: 'Lo guardado está a salvo y su asistencia se conserva. Al cargar la página de nuevo, usted vuelve. En una crisis, llame o mande un mensaje al 988; oprima 2 para español.',
  reload: 'Cargar de nuevo',
};

export const notFound: Like<typeof en.notFound> = {
  title: 'Aquí no hay nada',
  help: '¿Viene a una sesión? Por favor, abra otra vez el enlace que le mandó su clínica, o llame a su clínica.',
  others: '¿Trabaja para la clínica o la audita?',
  home: 'Ir a la primera página',
};
