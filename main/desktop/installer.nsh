; Drydock under "Open with" of .json files, for drydock.json. The default program of .json is left alone.
!macro customInstall
  WriteRegNone SHELL_CONTEXT "Software\Classes\.json\OpenWithProgids" "Drydock.project"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Drydock.project" "" "Drydock project"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Drydock.project\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Drydock.project\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.json\OpenWithProgids" "Drydock.project"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Drydock.project"
!macroend
