// Serves the conformance contract over the IPC pipe to the parent.
import { type ProcessLike, processChannel } from '../../app/api/processChannel.ts';
import { serve } from '../../app/api/rpc.ts';
import { conformanceContract, createConformanceHandlers } from './conformanceContract.ts';

serve(conformanceContract, createConformanceHandlers(), processChannel(process as unknown as ProcessLike));
