import { useCallback, useEffect, useState } from 'react';
import { kioskServer, useKiosk } from '../../api/kiosks';
import { type Action, isAway } from './entry';
import { Keeper } from './offline/keeper';
import { keepThePage } from './offline/page';
import { canSeal } from './offline/seal';
import { browserStore, type Remembered } from './offline/store';

const keeper = new Keeper(browserStore(), kioskServer);
const ask = () => keeper.ask();
const ignore = () => undefined;

/** What this tablet is, as the server says or, while that is away, as it said last; and what takes a code. */
export function useDoor() {
  const kiosk = useKiosk(ask);
  const [remembered, setRemembered] = useState<Remembered | null>();
  const [waiting, setWaiting] = useState(0);
  const { refetch } = kiosk;
  const enrolled = kiosk.data?.enrolled === true && kiosk.data.kind === 'door';
  const away = kiosk.isError;

  const count = useCallback(() => {
    keeper.waiting().then(setWaiting, ignore);
  }, []);

  useEffect(() => {
    keeper.remembered().then(setRemembered, () => setRemembered(null));
    count();
  }, [count]);

  useEffect(() => {
    if (enrolled) keepThePage().catch(ignore);
  }, [enrolled]);

  useEffect(() => {
    if (enrolled && !away) keeper.deliver().catch(ignore).finally(count);
  }, [enrolled, away, kiosk.dataUpdatedAt, count]);

  /** Whether the server took it; false: it is noted, to be sent later. Rejected: nothing was recorded. */
  const take = async (code: string, action: Action): Promise<boolean> => {
    const id = canSeal() ? crypto.randomUUID() : null;
    if (id === null || !away) {
      try {
        await kioskServer.scan({ code, action, entry: id });
        return true;
      } catch (error) {
        void refetch();
        if (id === null || !isAway(error)) throw error;
      }
    }
    await keeper.keep(code, action, id);
    count();
    return false;
  };

  return { kiosk, remembered, away, waiting, take };
}
