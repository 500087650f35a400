import { IconLifebuoy } from '@tabler/icons-react';
import { texts } from '../../../texts/en';
import { ControlButton } from '../room/ControlButton';
import room from '../room/room.module.css';
import type { CallForHelp } from './useCallForHelp';

/** One press pages whoever is on call. */
export function CallHelpButton({ help }: { help: CallForHelp }) {
  return (
    <ControlButton
      icon={IconLifebuoy}
      label={texts.callHelp.call}
      pressed={help.open}
      hint="H"
      onClick={help.call}
      {...(help.open && { detail: texts.callHelp.called })}
    />
  );
}

export function CallHelpFailed({ phone }: { phone: string }) {
  return (
    <div className={room.notice} role="alert">
      <p>{texts.callHelp.failed(phone)}</p>
    </div>
  );
}
