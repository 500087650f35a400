import { Component, type ReactNode } from 'react';
import { texts } from '../texts/en';
import { RoomButton } from './RoomButton';

interface Caught {
  failed: boolean;
}

/** Stands where a page broke: says so, and offers to load it again. */
export class PageFailed extends Component<{ children: ReactNode }, Caught> {
  override state: Caught = { failed: false };

  static getDerivedStateFromError(): Caught {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main role="alert" style={{ maxWidth: 560, margin: '15vh auto', padding: 20 }}>
        <h1>{texts.failed.title}</h1>
        <p>{texts.failed.help}</p>
        <RoomButton look="main" onClick={() => window.location.reload()}>
          {texts.failed.reload}
        </RoomButton>
      </main>
    );
  }
}
