import { Store } from '../store';
import { Capture, type Captured, type Open } from './capture';
import { askForBoth, listDevices, NO_DEVICES, openDevice, wouldAskTwice, type DeviceKind, type DeviceLists } from './devices';
import { loadPreferences, savePreferences, type Preferences } from './preferences';

export interface OwnState {
  microphone: Captured;
  camera: Captured;
  lists: DeviceLists;
  preferences: Preferences;
}

/** Our own microphone, camera and choice of speaker, from the device check to the end of the session. */
export class OwnDevices {
  readonly store: Store<OwnState>;
  private readonly captures: Record<DeviceKind, Capture>;
  private readonly refresh = (): void => void this.list();
  private readonly wake = (): void => {
    if (document.visibilityState === 'visible') void this.recover();
  };

  constructor(open: Open = openDevice) {
    const preferences = loadPreferences();
    this.captures = {
      microphone: new Capture('microphone', preferences.microphone, (microphone) => this.store.set({ microphone }), open),
      camera: new Capture('camera', preferences.camera, (camera) => this.store.set({ camera }), open),
    };
    this.store = new Store<OwnState>({
      microphone: this.captures.microphone.current,
      camera: this.captures.camera.current,
      lists: NO_DEVICES,
      preferences,
    });
  }

  /** Open what was on the last time, watch for devices that come and go. */
  async start(): Promise<void> {
    navigator.mediaDevices?.addEventListener('devicechange', this.refresh);
    document.addEventListener('visibilitychange', this.wake);
    const { microphoneOn, cameraOn } = this.store.get().preferences;
    if (microphoneOn && cameraOn && (await wouldAskTwice())) await askForBoth();
    await this.captures.microphone.setOn(microphoneOn);
    await this.captures.camera.setOn(cameraOn);
    await this.list();
  }

  /** `remember`: the choice holds for the next session too. */
  async setOn(kind: DeviceKind, on: boolean, remember = true): Promise<void> {
    if (remember) this.prefer(kind === 'microphone' ? { microphoneOn: on } : { cameraOn: on });
    await this.captures[kind].setOn(on);
    if (on) await this.list();
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.prefer(kind === 'microphone' ? { microphone: id } : { camera: id });
    await this.captures[kind].choose(id);
  }

  prefer(part: Partial<Preferences>): void {
    const preferences = { ...this.store.get().preferences, ...part };
    this.store.set({ preferences });
    savePreferences(preferences);
  }

  stop(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.refresh);
    document.removeEventListener('visibilitychange', this.wake);
    this.captures.microphone.stop();
    this.captures.camera.stop();
  }

  private async recover(): Promise<void> {
    await Promise.all([this.captures.microphone.recover(), this.captures.camera.recover()]);
  }

  private async list(): Promise<void> {
    this.store.set({ lists: await listDevices() });
    await this.recover();
  }
}
