import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetUpPush } from '../../api/touch';
import type { PushRequest } from '../../api/types';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { pushWords as words } from '../../texts/clinic';

const BASES: readonly PushRequest['basis'][] = ['consent', 'treatment_payment_operations'];

/** Where signed records go, to whom and what for. */
export function PushForm({ onMade, onClose }: { onMade: (secret: string) => void; onClose: () => void }) {
  const setUp = useSetUpPush();
  const [wish, setWish] = useState<PushRequest>({ url: '', recipient: '', purpose: '', basis: 'consent' });
  const field = (name: 'url' | 'recipient' | 'purpose') => ({
    label: words[name],
    description: words[`${name}Help`],
    required: true,
    withAsterisk: false,
    value: wish[name],
    error: fieldError(setUp.error, name),
    onChange: (event: { currentTarget: { value: string } }) => setWish({ ...wish, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      title={words.setUpTitle}
      submit={words.save}
      saving={setUp}
      onSubmit={() => setUp.mutate(wish, { onSuccess: ({ secret }) => onMade(secret) })}
      onClose={onClose}
    >
      <TextInput {...field('url')} type="url" maxLength={500} />
      <TextInput {...field('recipient')} maxLength={200} />
      <TextInput {...field('purpose')} maxLength={200} />
      <NativeSelect
        label={words.basis}
        value={wish.basis}
        data={BASES.map((value) => ({ value, label: words.bases[value] }))}
        onChange={(event) => setWish({ ...wish, basis: event.currentTarget.value as PushRequest['basis'] })}
      />
    </FormDialog>
  );
}
