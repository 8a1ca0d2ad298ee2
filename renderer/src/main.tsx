import '@mantine/core/styles.css';
import './theme/layout.css';
import './theme/parts.css';
import './theme/commands.css';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App';
import { createConnection } from './api/connection';
import { createJobsStore } from './api/jobsStore';
import { createBrowserHost } from './host/browserHost';
import { createDesktopHost } from './host/desktopHost';

// Compiled validators need new Function, which the content security policy forbids.
z.config({ jitless: true });

const host = window.drydock ? createDesktopHost(window.drydock) : createBrowserHost();
const connection = createConnection(host);
const jobs = createJobsStore(connection);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App workbench={{ host, connection, jobs }} />);
