export type DeviceKind = 'microphone' | 'camera';

export interface DeviceChoice {
  id: string;
  label: string;
}

export interface DeviceLists {
  microphones: DeviceChoice[];
  cameras: DeviceChoice[];
  speakers: DeviceChoice[];
}

export const NO_DEVICES: DeviceLists = { microphones: [], cameras: [], speakers: [] };

/** Devices that may be chosen. Before permission browsers give neither ids nor labels; those are left out. */
export async function listDevices(): Promise<DeviceLists> {
  if (!('mediaDevices' in navigator)) return NO_DEVICES;
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind) =>
    all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') };
}

/**
 * Open a microphone or camera. A remembered device that is gone is replaced by whichever there is.
 * Throws what `getUserMedia` throws.
 */
export async function openDevice(kind: DeviceKind, deviceId: string): Promise<MediaStreamTrack> {
  if (!('mediaDevices' in navigator)) throw new DOMException('The page is not served securely.', 'InsecureContextError');
  const stream = await navigator.mediaDevices.getUserMedia({ [kind === 'microphone' ? 'audio' : 'video']: constraints(kind, deviceId) });
  return stream.getTracks()[0]!;
}

/**
 * Ask once for both, so that people see one question and not two. The tracks are given back at once; the browser has
 * its answer. Whatever goes wrong shows again, by device, when each is opened. The camera is asked for as it will be: a
 * browser that has not closed it yet gives the next one the same picture.
 */
export async function askForBoth(): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: constraints('camera', '') });
    stream.getTracks().forEach((track) => track.stop());
  } catch {
    return;
  }
}

async function isAsked(name: 'microphone' | 'camera'): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name })).state === 'prompt';
  } catch {
    return false;
  }
}

/** Whether opening both devices would lead to two questions in a row. */
export async function wouldAskTwice(): Promise<boolean> {
  return (await isAsked('microphone')) && (await isAsked('camera'));
}

/** A machine of one or two cores is spared the encoding of a large picture. */
function pictureSize(): MediaTrackConstraints {
  const small = navigator.hardwareConcurrency <= 2;
  return small ? { width: { ideal: 640 }, height: { ideal: 360 } } : { width: { ideal: 1280 }, height: { ideal: 720 } };
}

function constraints(kind: DeviceKind, deviceId: string): MediaTrackConstraints {
  const chosen: MediaTrackConstraints = deviceId === '' ? {} : { deviceId: { ideal: deviceId } };
  return kind === 'microphone'
    ? { ...chosen, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
    : { ...chosen, ...pictureSize(), frameRate: { ideal: 30, max: 30 }, facingMode: 'user' };
}
