/** A JupyterLab of a test's own, which it may kill and start again. */
import { ChildProcess, spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import * as path from 'path';
import { inRepository } from './lab-test';

const PATIENCE_MS = 120_000;

export class OwnServer {
  /** Its files; absolute. */
  readonly root = mkdtempSync(path.join(tmpdir(), 'pixelforest-own-'));

  /** Stays the same, so that a browser finds what it kept for it. */
  get url(): string {
    return `http://localhost:${this._port}`;
  }

  /** Returns once it answers. */
  async start(): Promise<void> {
    this._port ||= await freePort();
    this._process = spawn(
      'jupyter',
      [
        'lab',
        '--config',
        'jupyter_server_test_config.py',
        `--ServerApp.port=${this._port}`
      ],
      {
        cwd: inRepository('ui-tests'),
        stdio: 'ignore',
        // with what it starts itself it is a group, killed as a whole
        detached: true,
        env: { ...process.env, JUPYTERLAB_GALATA_ROOT_DIR: this.root }
      }
    );
    const end = Date.now() + PATIENCE_MS;
    while (!(await this._answers())) {
      if (Date.now() > end || this._process.exitCode !== null) {
        throw new Error(`No JupyterLab answers at ${this.url}.`);
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  /** As the system does when memory is short: it has no chance to finish anything. */
  async kill(): Promise<void> {
    const running = this._process;
    this._process = null;
    if (running?.pid === undefined || running.exitCode !== null) {
      return;
    }
    const ended = new Promise(resolve => running.once('exit', resolve));
    process.kill(-running.pid, 'SIGKILL');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.root, { recursive: true, force: true });
  }

  private _answers(): Promise<boolean> {
    return fetch(`${this.url}/api`).then(
      response => response.ok,
      () => false
    );
  }

  private _port = 0;
  private _process: ChildProcess | null = null;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('The system gave no port.'))
      );
    });
  });
}
