import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { Panel } from './Panel';

describe('a panel of the room', () => {
  it('is closed by Escape, and stays when that closes a dialog that was opened out of it', () => {
    const onClose = vi.fn();
    render(
      <Panel title="People" onClose={onClose}>
        <dialog open>
          <button>Cancel</button>
        </dialog>
      </Panel>,
    );
    fireEvent.keyDown(screen.getByRole('button', { name: 'Cancel' }), { key: 'Escape' });
    expect(onClose).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByRole('heading', { name: 'People' }), { key: 'Escape' });
    expect(onClose).toHaveBeenCalledOnce();
  });
});
