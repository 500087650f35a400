/** What this browser remembers about devices; nothing about people or sessions. */
export interface Preferences {
  microphone: string;
  camera: string;
  speaker: string;
  microphoneOn: boolean;
  cameraOn: boolean;
  selfView: boolean;
  layout: 'grid' | 'speaker';
}

export const DEFAULTS: Preferences = {
  microphone: '',
  camera: '',
  speaker: '',
  microphoneOn: true,
  cameraOn: true,
  selfView: true,
  layout: 'grid',
};

const KEY = 'viop.devices';

/** Remembered preferences; whatever is missing, of another type or unreadable is the default. */
export function loadPreferences(storage: Pick<Storage, 'getItem'> = localStorage): Preferences {
  let stored: unknown = null;
  try {
    stored = JSON.parse(storage.getItem(KEY) ?? 'null');
  } catch {
    return { ...DEFAULTS };
  }
  if (typeof stored !== 'object' || stored === null) return { ...DEFAULTS };
  const known = Object.entries(stored).filter(
    ([name, value]) => name in DEFAULTS && typeof value === typeof DEFAULTS[name as keyof Preferences],
  );
  const merged: Preferences = { ...DEFAULTS, ...Object.fromEntries(known) };
  return merged.layout === 'grid' || merged.layout === 'speaker' ? merged : { ...merged, layout: 'grid' };
}

export function savePreferences(preferences: Preferences, storage: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A full or forbidden storage only costs the memory of choices.
  }
}
