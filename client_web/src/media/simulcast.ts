/** The layers of a picture, lowest first: names, and what each may take in bits per second. */
type Layers = readonly { rid: string; maxBitrate: number }[];

const CAMERA: Layers = [
  { rid: 'l', maxBitrate: 150_000 },
  { rid: 'm', maxBitrate: 500_000 },
  { rid: 'h', maxBitrate: 1_500_000 },
];
/** Half the lines of a screen can still be read; a quarter cannot. */
export const SCREEN: Layers = [
  { rid: 'l', maxBitrate: 350_000 },
  { rid: 'h', maxBitrate: 2_000_000 },
];

export interface Picture {
  /** The shorter side in pixels. */
  height: number;
  /** How many layers it is worth, counted from the lowest. */
  layers: number;
}

/** What a camera delivers; null while that is not known. */
export function pictureOf(track: MediaStreamTrack | undefined): Picture | null {
  const { width, height } = track?.getSettings() ?? {};
  if (!width || !height) return null;
  return { height: Math.min(width, height), layers: layersFor(width * height) };
}

/** Chromium encodes no more than these, whatever is asked of it, and then leaves out the largest. */
function layersFor(pixels: number): number {
  if (pixels >= 960 * 540) return 3;
  return pixels >= 640 * 360 ? 2 : 1;
}

/** How a picture is offered. Layers cannot be added later, so that all are there, some of them unused. */
export function offeredEncodings(picture: Picture | null, single: number, layers = CAMERA): RTCRtpEncodingParameters[] {
  return layers.map((layer, at) => ({ ...layer, ...arranged(layers, at, used(picture, layers), single) }));
}

/**
 * What each encoding is to do. `wanted`: rids that anybody takes, null while nobody has said; `single`: bits per second
 * for a picture that is sent as one stream only.
 */
export function arrangeEncodings(
  encodings: readonly RTCRtpEncodingParameters[],
  picture: Picture | null,
  wanted: readonly string[] | null,
  single: number,
  layers = CAMERA,
): RTCRtpEncodingParameters[] {
  const there = Math.min(used(picture, layers), encodings.length);
  return encodings.map((encoding, at) => {
    const taken = wanted === null || encoding.rid === undefined || wanted.includes(encoding.rid);
    const part = arranged(layers, at, there, single);
    return { ...encoding, ...part, active: part.active && taken };
  });
}

function used(picture: Picture | null, layers: Layers): number {
  return Math.min(picture?.layers ?? layers.length, layers.length);
}

function arranged(layers: Layers, at: number, there: number, single: number) {
  return {
    active: at < there,
    scaleResolutionDownBy: 2 ** Math.max(0, there - 1 - at),
    maxBitrate: there === 1 ? single : layers[at]!.maxBitrate,
  };
}
