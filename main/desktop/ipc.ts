// The only user of ipcMain. Every message is checked for who sent it; foreign ones are dropped and logged.
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, MessageChannelMain, MessagePortMain, WebContents } from 'electron';
import { z } from 'zod';
import { AppError, toWire, type WireError } from '../../app/base/errors.ts';
import { isAppUrl } from './appProtocol.ts';
import { channels } from './channels.ts';
import type { NativeService } from './nativeService.ts';

/** Errors go in an envelope: Electron itself would keep only their message. */
export type Envelope = { ok: true; value: unknown } | { ok: false; error: WireError };

export interface IpcOptions {
  ipcMain: Pick<IpcMain, 'on' | 'handle'>;
  createChannel: () => MessageChannelMain;
  /** The contents of our window; undefined when there is none. */
  contents: () => WebContents | undefined;
  services: Record<string, NativeService>;
  /** The page listens to what the shell says. */
  onListening: () => void;
  /** Hands a port to the engine, as soon as there is one. */
  giveToEngine: (port: MessagePortMain) => Promise<void>;
  log: (message: string, detail?: unknown) => void;
}

/** The main frame of our own window, showing our own page. Anything else, and anything unclear, is not. */
export function isOurSender(event: IpcMainEvent | IpcMainInvokeEvent, contents: WebContents | undefined): boolean {
  const { sender, senderFrame } = event;
  if (!contents || contents.isDestroyed() || sender !== contents || !senderFrame) return false;
  return senderFrame === sender.mainFrame && isAppUrl(senderFrame.url);
}

/** Comes back with the port, so that of two requests at once each gets its own. */
const PortNonce = z.string().min(1).max(64);
const NativeCall = z.object({ name: z.string(), input: z.unknown() });

export function registerIpc(options: IpcOptions): void {
  const { ipcMain, services, log } = options;

  ipcMain.on(channels.requestPort, (event, raw: unknown) => {
    if (!isOurSender(event, options.contents())) {
      log('dropped a foreign request for a port', event.senderFrame?.url);
      return;
    }
    const nonce = PortNonce.safeParse(raw);
    if (!nonce.success) {
      log('dropped a malformed request for a port', nonce.error);
      return;
    }
    const frame = event.senderFrame;
    const port = takeFirst(options.createChannel(), (second) => frame?.postMessage(channels.port, nonce.data, [second]));
    options.giveToEngine(port).catch((error: unknown) => {
      log('a port could not be handed over', error);
      // The window hears that nobody is at the other end, and asks again.
      port.close();
    });
  });

  ipcMain.on(channels.listening, (event) => {
    if (isOurSender(event, options.contents())) options.onListening();
    else log('dropped a foreign listener', event.senderFrame?.url);
  });

  ipcMain.handle(channels.native, async (event, raw: unknown): Promise<Envelope> => {
    try {
      if (!isOurSender(event, options.contents())) {
        log('dropped a foreign call', event.senderFrame?.url);
        throw new AppError('NOT_ALLOWED', 'Only the workbench’s own window may do this.', { hint: 'Use the window.' });
      }
      const call = NativeCall.parse(raw);
      const service = Object.hasOwn(services, call.name) ? services[call.name] : undefined;
      if (!service) throw new AppError('NOT_FOUND', `There is no service “${call.name}”.`, { hint: 'Restart Drydock.' });
      return { ok: true, value: await service.run(service.input.parse(call.input)) };
    } catch (error) {
      if (error instanceof z.ZodError) {
        return { ok: false, error: { code: 'INVALID_INPUT', message: z.prettifyError(error), hint: 'Restart Drydock.' } };
      }
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') log('a native service failed', error);
      return { ok: false, error: wire };
    }
  });
}

/** Sends one end of a channel to the window and returns the other. */
function takeFirst(channel: MessageChannelMain, sendSecond: (port: MessagePortMain) => void): MessagePortMain {
  sendSecond(channel.port2);
  return channel.port1;
}
