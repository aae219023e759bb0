import { TranslationBundle } from '@jupyterlab/translation';
import { IOpenProject } from '../open-projects';
import { readText, text } from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Named versions of a project. */
export function versionCommands(trans: TranslationBundle): ProjectCommand[] {
  const isProject = ({ path }: IOpenProject): boolean => path !== null;
  return [
    {
      id: CommandIDs.keepVersion,
      args: { name: text(trans.__('Its name; asked for if missing')) },
      isEnabled: isProject,
      run: (project, args) => project.keepVersion(readText(args, 'name'))
    },
    {
      id: CommandIDs.goBackToVersion,
      args: {
        name: text(
          trans.__('Of a version; asked for if missing, as is what to keep')
        )
      },
      isEnabled: isProject,
      run: (project, args) => project.goBackToVersion(readText(args, 'name'))
    },
    {
      id: CommandIDs.showVersions,
      isEnabled: isProject,
      run: project => project.showVersions()
    }
  ];
}
