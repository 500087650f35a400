import type { ClientMessage, PublishAnswer, Result, Error as Refusal } from '../protocol/messages';
import { SignalingError } from './errors';

type WithoutId<Message> = Message extends { id: number } ? Omit<Message, 'id'> : never;

/** A request before it has its number. */
export type RequestBody = WithoutId<ClientMessage>;
export type Answer = Result | PublishAnswer;

interface Pending {
  resolve: (answer: Answer) => void;
  reject: (error: SignalingError) => void;
}

/** Requests that wait for their answer: each gets a number, and exactly one answer with it. */
export class Requests {
  private next = 1;
  private readonly pending = new Map<number, Pending>();

  add(body: RequestBody): { message: ClientMessage; answer: Promise<Answer> } {
    const id = this.next++;
    const answer = new Promise<Answer>((resolve, reject) => this.pending.set(id, { resolve, reject }));
    return { message: { ...body, id } as ClientMessage, answer };
  }

  answered(answer: Answer): void {
    this.take(answer.id)?.resolve(answer);
  }

  refused(id: number, refusal: Refusal): void {
    this.take(id)?.reject(new SignalingError(refusal.code, refusal.message, refusal.findings));
  }

  /** The socket is gone; whether those requests were carried out is not known. */
  abandon(): void {
    const error = new SignalingError('disconnected', 'The connection was lost before the answer came.');
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }

  private take(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }
}
