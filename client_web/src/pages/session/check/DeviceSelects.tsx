import type { DeviceChoice } from '../../../media/devices';
import type { OwnDevices, OwnState } from '../../../media/own';
import { texts } from '../../../texts/en';
import classes from './DeviceCheck.module.css';

/** Which microphone, camera and speaker. */
export function DeviceSelects({ own, devices }: { own: OwnState; devices: OwnDevices }) {
  const { lists, preferences } = own;
  return (
    <div className={classes.selects}>
      <Choice
        label={texts.devices.microphone}
        choices={lists.microphones}
        value={preferences.microphone}
        onChange={(id) => void devices.choose('microphone', id)}
      />
      <Choice
        label={texts.devices.camera}
        choices={lists.cameras}
        value={preferences.camera}
        onChange={(id) => void devices.choose('camera', id)}
      />
      {lists.speakers.length > 0 && (
        <Choice
          label={texts.devices.speaker}
          choices={lists.speakers}
          value={preferences.speaker}
          onChange={(speaker) => devices.prefer({ speaker })}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  choices: DeviceChoice[];
  value: string;
  onChange: (id: string) => void;
}

function Choice({ label, choices, value, onChange }: ChoiceProps) {
  const known = choices.some(({ id }) => id === value);
  return (
    <label className={classes.select}>
      {label}
      <select value={known ? value : ''} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{texts.devices.systemDefault}</option>
        {choices.map((choice, index) => (
          <option key={choice.id} value={choice.id}>
            {choice.label || texts.devices.unnamed(index + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}
