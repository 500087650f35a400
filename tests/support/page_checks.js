// What holds of a page, asked inside it. Each returns what is wrong, in words.
(() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const said = (element) =>
    `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;

  // Requests that are under way, so that a page can be waited for.
  let asked = 0;
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    asked += 1;
    try {
      return await fetched(...request);
    } finally {
      setTimeout(() => (asked -= 1));
    }
  };
  const loads = '[class*="Loader-root"], [role="status"][aria-busy="true"]';
  const settled = () =>
    asked === 0 && document.querySelector('h1, h2') !== null && document.querySelector(loads) === null;
  const settles = async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    for (const until = performance.now() + 10_000; !settled(); ) {
      if (performance.now() > until) throw new Error(`${location.pathname} still loads`);
      await new Promise(requestAnimationFrame);
    }
  };

  const scrolls = (element) => {
    for (let above = element.parentElement; above !== null && above !== document.body; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== 'visible') return true;
    return false;
  };
  // A resized window knows its new width frames before the styles of that width hold. These say when they do.
  const styled = new CSSStyleSheet();
  styled.replaceSync([1280, 640, 360].map((width) => `@media (width: ${width}px) { html { --styled: ${width} } }`).join(''));
  document.adoptedStyleSheets.push(styled);
  const sideways = async (width) => {
    const root = document.documentElement;
    const holds = () => innerWidth === width && getComputedStyle(root).getPropertyValue('--styled') === `${width}`;
    for (let frames = 0; frames < 2 || !holds(); frames += 1) await new Promise(requestAnimationFrame);
    const wide = [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1 && shown(one) && !scrolls(one))
      .map(said);
    for (const one of [root, ...document.querySelectorAll('dialog:modal')])
      if (one.scrollWidth > one.clientWidth) wide.push(`${one.tagName} is ${one.scrollWidth} wide`);
    return [...wide, ...covering()].slice(0, 5);
  };
  // On a phone a style writes the name of its column before each cell: what that covers shows in no element's box.
  const covering = () => {
    const pen = document.createElement('canvas').getContext('2d');
    return [...document.querySelectorAll('td[data-column]')]
      .filter((cell) => {
        const { content, whiteSpace, font, width } = getComputedStyle(cell, '::before');
        if (content === 'none' || whiteSpace !== 'nowrap' || !shown(cell)) return false;
        pen.font = font;
        return pen.measureText(cell.dataset.column).width > parseFloat(width) + 1;
      })
      .map((cell) => `${cell.dataset.column} covers ${said(cell)}`);
  };

  const texts = () => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (shown(parentElement) && !parentElement.closest('body [lang]')) found.push(data);
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name));
    return [...new Set(found.map((text) => text.trim()).filter((text) => /[A-Za-z]{3}/.test(text)))];
  };

  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const around = (element) =>
    [element, element.parentElement, element.nextElementSibling, element.previousElementSibling, ...element.children]
      .filter((one) => one !== null)
      .map((one) => {
        const style = getComputedStyle(one);
        return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.top].join();
      })
      .join('|');
  // Which controls the keyboard cannot come to, and which do not show that it is there.
  const keyboard = () => {
    const wrong = [];
    const within = document.querySelector('dialog:modal') ?? document.body;
    for (const one of within.querySelectorAll('*')) {
      if (getComputedStyle(one).cursor !== 'pointer' || !shown(one)) continue;
      const control = one.closest(FOCUSABLE) ?? one.closest('label')?.control ?? one.querySelector(FOCUSABLE);
      if (!control) wrong.push(`not to be reached: ${said(one)}`);
    }
    for (const one of within.querySelectorAll(FOCUSABLE)) {
      if (one.tabIndex < 0 || one.disabled || !shown(one) || one.closest('[inert]')) continue;
      document.activeElement?.blur();
      const before = around(one);
      one.focus({ focusVisible: true, preventScroll: true });
      if (document.activeElement !== one) wrong.push(`takes no focus: ${said(one)}`);
      else if (around(one) === before) wrong.push(`shows no focus: ${said(one)}`);
    }
    document.activeElement?.blur();
    return [...new Set(wrong)];
  };

  // In another language only names and the language itself can be other ones.
  const NAMES = ['aria-', 'button-name', 'document-title', 'html-', 'image-alt', 'input-', 'label', 'link-name', 'select-name'];
  const axe = async (all) => {
    const named = ({ ruleId }) => NAMES.some((name) => ruleId.startsWith(name));
    const chosen = all ? {} : { runOnly: window.axe.getRules().filter(named).map((one) => one.ruleId) };
    const { violations } = await window.axe.run(document.querySelector('dialog:modal') ?? document, { resultTypes: ['violations'], ...chosen });
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
  };

  window.checks = { settles, sideways, texts, keyboard, axe };
})();
