import { useEffect, useState } from 'react';
import { handoutAddress } from '../api/handouts';

/** The file as an address of this page, once it is there. */
export function useHandoutFile(session: string, handout: string, onFailed: () => void) {
  const [address, setAddress] = useState<string | null>(null);
  const [opening, setOpening] = useState(false);
  useEffect(() => () => void (address !== null && URL.revokeObjectURL(address)), [address]);
  const open = () => {
    setOpening(true);
    handoutAddress(session, handout)
      .then(setAddress, onFailed)
      .finally(() => setOpening(false));
  };
  return { address, opening, open, close: () => setAddress(null) };
}
