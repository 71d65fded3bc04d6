//! Starts `pypi-ls` for Zed.
//!
//! Contract: runs what the user's settings name, else what the project's `PATH` has; downloads
//! nothing. What the settings say goes to the server as it is.

mod starting;

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{
    register_extension, serde_json::Value, Command, Extension, LanguageServerId, Result, Worktree,
};

struct PypiExtension;

impl Extension for PypiExtension {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        let found = worktree.which(starting::PROGRAM);
        starting::command(settings.binary, found, worktree.shell_env())
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        Ok(starting::first_settings(
            settings.initialization_options,
            settings.settings,
        ))
    }

    fn language_server_workspace_configuration(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        Ok(settings.settings.map(starting::in_section))
    }
}

register_extension!(PypiExtension);
