import type { DeviceProblem } from '../../media/problems';

interface Words {
  title: string;
  help: string;
}

const microphoneProblems: Record<DeviceProblem, Words> = {
  denied: { title: 'The microphone is not allowed yet', help: 'Others will not hear you until you allow it.' },
  absent: { title: 'No microphone was found', help: 'Plug one in, or join to listen. You can write in the chat.' },
  busy: { title: 'The microphone is in use', help: 'Close the other app or tab that uses it, then try again.' },
  insecure: { title: 'This address cannot use a microphone', help: 'Open the link your clinic sent you. It starts with https.' },
  failed: { title: 'The microphone did not start', help: 'Try again, or choose another one below.' },
};

const cameraProblems: Record<DeviceProblem, Words> = {
  denied: { title: 'The camera is not allowed yet', help: 'You can join with sound only.' },
  absent: { title: 'No camera was found', help: 'Plug one in, or join with sound only.' },
  busy: { title: 'The camera is in use', help: 'Close the other app or tab that uses it, then try again.' },
  insecure: { title: 'This address cannot use a camera', help: 'Open the link your clinic sent you. It starts with https.' },
  failed: { title: 'The camera did not start', help: 'Try again, or choose another one below.' },
};

export const devices = {
  title: 'Check your picture and sound',
  preview: 'Your picture',
  cameraOff: 'Your camera is off',
  cameraStarting: 'Your camera is starting',
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  systemDefault: 'As your device chooses',
  unnamed: (number: number) => `Device ${number}`,
  on: (device: string) => `${device} on`,
  meter: 'Microphone level',
  meterHelp: 'Say a few words: the bar should move.',
  meterOff: 'Your microphone is off. You can turn it on later.',
  tone: 'Play a test tone',
  tonePlaying: 'Playing…',
  headphones: 'Headphones keep what is said between you and the group.',
  settings: 'Choose devices',
  offline: 'Your device is offline. You can join as soon as it is connected.',
  online: 'Your connection is up.',
  slow: 'Your connection looks slow. Sound comes first; turning the camera off helps.',
  joinVideo: 'Join',
  joinAudio: 'Join with sound only',
  joinListen: 'Join to listen',
  enterRoom: 'Enter the room',
  keys: 'Keys: M for the microphone, V for the camera, B when someone came in.',
  here: 'By joining you sign in: it says that you are here.',
  microphoneProblems,
  cameraProblems,
  allow: 'How to allow it',
  allowed: 'Try again',
  steps: {
    chrome: [
      'Select the icon at the left of the address bar.',
      'Turn on Microphone and Camera.',
      'Come back here and select Try again.',
    ],
    firefox: [
      'Select the crossed-out camera or microphone in the address bar.',
      'Remove “Blocked” beside Microphone and Camera.',
      'Come back here and select Try again.',
    ],
    safari: [
      'In the menu bar choose Safari, then Settings for This Website.',
      'Set Camera and Microphone to Allow.',
      'Come back here and select Try again.',
    ],
    ios: [
      'Tap the icon at the left of the address bar, then Website Settings.',
      'Set Camera and Microphone to Allow.',
      'If they are missing there: Settings, Apps, Safari, Camera and Microphone.',
      'Come back here and tap Try again.',
    ],
    android: [
      'Tap the icon at the left of the address bar, then Permissions.',
      'Turn on Microphone and Camera.',
      'If they stay off: Settings, Apps, your browser, Permissions.',
      'Come back here and tap Try again.',
    ],
    other: ['Open the settings of this page in your browser.', 'Allow microphone and camera.', 'Come back here and select Try again.'],
  },
};
