import { Button } from '@mantine/core';
import type { DeviceKind } from '../../../media/devices';
import type { OwnDevices, OwnState } from '../../../media/own';
import type { DeviceProblem } from '../../../media/problems';
import { texts } from '../../../texts/en';
import { browserKind } from './browser';
import classes from './DeviceCheck.module.css';

/** What is wrong with microphone or camera, and what to do about it in this browser. */
export function Problems({ own, devices }: { own: OwnState; devices: OwnDevices }) {
  const { microphone, camera } = own;
  return (
    <div role="status">
      {microphone.problem && <Problem kind="microphone" problem={microphone.problem} devices={devices} />}
      {camera.problem && !(microphone.problem === 'denied' && camera.problem === 'denied') && (
        <Problem kind="camera" problem={camera.problem} devices={devices} />
      )}
    </div>
  );
}

function Problem({ kind, problem, devices }: { kind: DeviceKind; problem: DeviceProblem; devices: OwnDevices }) {
  const words = (kind === 'microphone' ? texts.devices.microphoneProblems : texts.devices.cameraProblems)[problem];
  const again = async () => {
    const both = problem === 'denied' ? (['microphone', 'camera'] as const) : [kind];
    for (const one of both) await devices.setOn(one, true);
  };
  return (
    <div className={classes.problem}>
      <h2>{words.title}</h2>
      <p>{words.help}</p>
      {problem === 'denied' && <Steps />}
      {problem !== 'insecure' && (
        <Button variant="default" size="sm" onClick={() => void again()}>
          {texts.devices.allowed}
        </Button>
      )}
    </div>
  );
}

function Steps() {
  const kind = browserKind(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <details open>
      <summary>{texts.devices.allow}</summary>
      <ol>
        {texts.devices.steps[kind].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </details>
  );
}
