import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { RoomButton } from '../../../components/RoomButton';
import { texts } from '../../../texts/en';
import classes from './PdfPages.module.css';

GlobalWorkerOptions.workerPort = new PdfWorker();

/** A page is drawn no wider than one reads with ease, and no sharper than a screen shows. */
const WIDEST = 960;
const SHARPEST = 2;
const SIDES = 24;
const MOST_PIXELS = 16_000_000;

interface PdfPagesProps {
  file: Blob;
  title: string;
  /** Pixels. */
  width: number;
  onFailed: () => void;
}

/** A PDF page by page, drawn by ourselves: phones show none within a page, and nothing in it can do anything. */
export default function PdfPages({ file, title, width, onFailed }: PdfPagesProps): ReactNode {
  const pdf = useDocument(file, onFailed);
  const [number, setNumber] = useState(1);
  const [asText, setAsText] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = usePage(pdf, number, Math.min(WIDEST, width - SIDES), canvas, onFailed);
  const words = texts.handouts;
  const pages = pdf?.numPages ?? 0;
  return (
    <>
      <div className={classes.paper} role="group" tabIndex={0} aria-label={words.page(number, Math.max(1, pages))}>
        <canvas ref={canvas} width={0} height={0} className={asText ? classes.away : undefined} role="img" aria-label={`${title}, ${words.page(number, Math.max(1, pages))}`} />
        <p className={asText ? classes.text : 'visually-hidden'}>{text}</p>
      </div>
      <div className={classes.turn}>
        {pages > 1 && (
          <RoomButton small disabled={number <= 1} onClick={() => setNumber(number - 1)}>
            {words.before}
          </RoomButton>
        )}
        {pages > 1 && <span role="status">{words.page(number, pages)}</span>}
        {pages > 1 && (
          <RoomButton small disabled={number >= pages} onClick={() => setNumber(number + 1)}>
            {words.next}
          </RoomButton>
        )}
        {text !== '' && (
          <RoomButton small onClick={() => setAsText(!asText)}>
            {asText ? words.asPage : words.asText}
          </RoomButton>
        )}
      </div>
    </>
  );
}

/** Nothing is fetched but the file itself, and no script within it runs. */
function useDocument(file: Blob, onFailed: () => void): PDFDocumentProxy | null {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  useEffect(() => {
    let over = false;
    let close = () => undefined as unknown;
    void file
      .arrayBuffer()
      .then((data) => {
        if (over) return;
        const opening = getDocument({ data, maxImageSize: MOST_PIXELS, useWasm: false, useWorkerFetch: false, enableXfa: false });
        close = () => opening.destroy();
        return opening.promise.then((found) => over || setPdf(found));
      })
      .catch(() => over || onFailed());
    return () => {
      over = true;
      void close();
    };
  }, [file]);
  return pdf;
}

/** Draws the page; what is written on it comes back. */
function usePage(pdf: PDFDocumentProxy | null, number: number, width: number, canvas: RefObject<HTMLCanvasElement | null>, onFailed: () => void): string {
  const [text, setText] = useState('');
  useEffect(() => {
    if (!pdf || width <= 0) return;
    let over = false;
    let cancel = () => undefined as void;
    const draw = async () => {
      const page = await pdf.getPage(number);
      const element = canvas.current;
      if (over || !element) return;
      const scale = width / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale: scale * Math.min(SHARPEST, window.devicePixelRatio) });
      element.width = viewport.width;
      element.height = viewport.height;
      element.style.width = `${width}px`;
      const drawing = page.render({ canvas: element, viewport });
      cancel = () => drawing.cancel();
      await drawing.promise;
      const { items } = await page.getTextContent();
      if (!over) setText(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('').trim());
    };
    draw().catch(() => over || onFailed());
    return () => {
      over = true;
      cancel();
    };
  }, [pdf, number, width]);
  return text;
}
