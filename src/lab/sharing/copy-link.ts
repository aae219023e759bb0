import { Clipboard, Notification } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { SharedProject } from './sharing';

/**
 * The address under which anyone on the same hub opens a file of their own
 * server's folders; without a hub, the address on this server.
 *
 * @param localPath path of the file browser
 */
export function linkTo(localPath: string): string {
  const hub = PageConfig.getOption('hubPrefix');
  if (PageConfig.getOption('shareUrl') === '' && hub !== '') {
    const tree = URLExt.join('lab', 'tree', URLExt.encodeParts(localPath));
    return URLExt.join(location.origin, hub, 'user-redirect', tree);
  }
  return PageConfig.getUrl({
    workspace: PageConfig.defaultWorkspace,
    mode: 'multiple-document',
    treePath: localPath,
    toShare: true
  });
}

/** See {@link IProjectSharing.copyLink}. */
export function copyLink({ context, parts }: SharedProject): string {
  const { trans } = parts;
  const link = linkTo(context.path);
  Clipboard.copyToSystem(link);
  Notification.success(
    trans.__(
      'Link copied: %1 Who opens it needs access to “%2” on their own server: put project and images into a folder that is shared there. For others, use “Pack to share…”.',
      `${link}\n`,
      context.path
    ),
    { autoClose: 15_000 }
  );
  return link;
}
