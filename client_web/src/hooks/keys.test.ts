import { describe, expect, it } from 'vitest';
import { isTaken } from './useKeys';
import { pressedThrice } from './useQuickExit';

function press(key: string, html: string, modifiers: Partial<KeyboardEvent> = {}) {
  document.body.innerHTML = html;
  const target = document.body.firstElementChild;
  return { key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers, target };
}

describe('a key', () => {
  it('belongs to whoever types', () => {
    expect(isTaken(press('m', '<textarea></textarea>'))).toBe(true);
    expect(isTaken(press('m', '<input type="text">'))).toBe(true);
    expect(isTaken(press('m', '<select></select>'))).toBe(true);
  });
  it('belongs to the page elsewhere, a checkbox or a button included', () => {
    expect(isTaken(press('m', '<button></button>'))).toBe(false);
    expect(isTaken(press('m', '<input type="checkbox">'))).toBe(false);
  });
  it('belongs to the browser with Ctrl, Alt or Meta', () => {
    expect(isTaken(press('r', '<div></div>', { ctrlKey: true }))).toBe(true);
  });
  it('presses the focused button when it is Space', () => {
    expect(isTaken(press(' ', '<button></button>'))).toBe(true);
    expect(isTaken(press(' ', '<div></div>'))).toBe(false);
  });
});

describe('Shift three times', () => {
  it('leaves when pressed within a moment', () => {
    const times: number[] = [];
    expect([0, 400, 800].map((now) => pressedThrice(times, now))).toEqual([false, false, true]);
  });
  it('does nothing when pressed slowly', () => {
    const times: number[] = [];
    expect([0, 1_000, 2_000].map((now) => pressedThrice(times, now))).toEqual([false, false, false]);
  });
});
