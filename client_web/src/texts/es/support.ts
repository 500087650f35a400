import type * as en from '../en/support';
import type { Like } from '../like';

export const support: Like<typeof en.support> = {
  label: 'Si necesita ayuda ahora',
  crisis: '¿En crisis? Llame al',
  crisisNumber: '988',
  crisisAfter: ' y oprima 2 para español, o mándele el mensaje AYUDA',
  clinic: 'Su clínica:',
  quickExit: 'Salida rápida',
  quickExitHelp: 'Sale de esta página al instante. Oprimir Mayús (Shift) tres veces hace lo mismo. El historial de su navegador se queda.',
};

export const askForHelp: Like<typeof en.askForHelp> = {
  ask: 'Necesito ayuda',
  over: 'Ya estoy bien',
  state: {
    none: 'Avisa a quien facilita el grupo, en privado. Nadie más del grupo lo ve.',
    called: 'Se avisó en privado a quien facilita el grupo. Alguien estará con usted.',
    answered: 'Quien facilita el grupo ya lo vio y estará con usted.',
  },
  failed: 'El aviso no nos llegó. Inténtelo de nuevo, llame a la clínica, o llame o mande un mensaje al 988.',
};

export const callHelp: Like<typeof en.callHelp> = {
  call: 'Pedir ayuda',
  called: ', ya pedida',
  card: 'Ficha de emergencia',
  cardOf: (name) => `Ficha de emergencia de ${name}`,
  failed: (phone) => `No se pudo pedir ayuda. Inténtelo de nuevo o llame al ${phone}.`,
};

export const handouts: Like<typeof en.handouts> = {
  title: 'Materiales',
  none: 'No hay ninguno para esta sesión.',
  open: 'Abrir',
  openFor: (title) => `Abrir ${title}`,
  ready: 'Mostrarlo',
  opening: 'Abriendo…',
  failed: 'No se pudo abrir. Inténtelo de nuevo.',
  show: 'Mostrar ahora',
  showFor: (title) => `Mostrar ahora: ${title}, a todos`,
  told: 'Ahora todos en la sala lo ven.',
  endShow: 'Dejar de mostrar',
  endShowFor: (title) => `Dejar de mostrar ${title}`,
  front: (title) => `Material: ${title}`,
  coming: 'El material aparecerá aquí en un momento.',
  notShown: 'El material no se pudo mostrar aquí.',
  again: 'Intentar de nuevo',
  page: (number, of) => `Página ${number} de ${of}`,
  before: 'Página anterior',
  next: 'Página siguiente',
  asText: 'Como texto',
  asPage: 'Como página',
  alone: 'Aparte, en una pestaña nueva',
  announced: (title) => `Se muestra un material a todos: ${title}.`,
  over: 'El material ya no se muestra. Está en Más.',
  remove: 'Quitar',
  removeFor: (title) => `Quitar ${title}`,
  removeFailed: 'No se pudo quitar. La administración puede quitar lo que es del programa.',
  program: 'del programa',
  add: 'Agregar un material',
  name: 'Qué es',
  file: 'Archivo',
  fileHelp: 'Un PDF o una imagen, de 5 MB como máximo.',
  failedToAdd: 'No se pudo agregar. Inténtelo de nuevo.',
  save: 'Agregar',
  close: 'Cerrar',
};
