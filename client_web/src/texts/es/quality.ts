import { quality as english } from '../en/quality';
import type { Like } from '../like';

export const quality: Like<typeof english> = {
  words: { good: 'Conexión buena', fair: 'Conexión regular', poor: 'Conexión débil', lost: 'Sin conexión' },
  short: { good: '', fair: 'Regular', poor: 'Débil', lost: 'Sin conexión' },
  own: {
    poor: 'Su conexión está débil en este momento. Su sonido va primero.',
    lost: 'Su sonido y su imagen se interrumpieron. Se le está conectando de nuevo; no tiene que hacer nada.',
  },
  paused: 'Las imágenes de los demás están en pausa, para que pueda oír a todos.',
  stopCamera: 'Apagar mi cámara',
  soundOnly: 'Solo sonido',
  closer: 'Estar más cerca de su Wi-Fi puede ayudar.',
  hide: 'Ocultar esto',
  title: 'Conexiones',
  none: 'Todavía no hay nadie conectado.',
  unknown: '–',
  from: 'De su lado',
  to: 'Hacia su lado',
  roundTrip: 'Ida y vuelta',
  milliseconds: english.milliseconds,
  loss: 'Pérdida',
  percent: english.percent,
  bitrate: 'Tasa de bits',
  bits: english.bits,
  estimate: 'La línea da para unos',
  layers: 'Imagen',
  layer: (number, of) => `Capa ${number}: ${of}`,
  stopped: 'detenida',
  withheld: (count) => `Sin enviar: ${count}`,
  layersHelp: 'La capa 1 es la imagen más pequeña. No se envían imágenes que no están en la pantalla o que la línea no soporta.',
};
