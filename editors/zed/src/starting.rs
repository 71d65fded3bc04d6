//! What is run, and what it is told: pure functions of the user's settings.

use zed_extension_api::serde_json::{Map, Value};
use zed_extension_api::settings::CommandSettings;
use zed_extension_api::{Command, EnvVars};

/// The program, as it is found on the `PATH`.
pub const PROGRAM: &str = "pypi-ls";

/// The name under which the server asks for its settings.
const SECTION: &str = "pypi";

/// Returns the command to run; an error, in words for the user, where there is no program.
///
/// `found` is where the project's `PATH` has the program, `environment` the project's shell's.
pub fn command(
    binary: Option<CommandSettings>,
    found: Option<String>,
    environment: EnvVars,
) -> Result<Command, String> {
    let (path, arguments, more) = match binary {
        Some(given) => (given.path, given.arguments, given.env),
        None => (None, None, None),
    };
    let command = path.or(found).ok_or_else(|| {
        format!(
            "`{PROGRAM}` is not on the PATH. Install pypi-language-server (`pipx install` or \
             `uv tool install`), or set `lsp.{PROGRAM}.binary.path`."
        )
    })?;
    Ok(Command {
        command,
        args: arguments.unwrap_or_default(),
        env: with(environment, more.into_iter().flatten()),
    })
}

/// Returns `environment` in which `more` has the last word.
fn with(mut environment: EnvVars, more: impl Iterator<Item = (String, String)>) -> EnvVars {
    let mut more: EnvVars = more.collect();
    more.sort();
    environment.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    environment.append(&mut more);
    environment
}

/// Returns what the server is told at its start: the options for that, else the settings.
pub fn first_settings(options: Option<Value>, settings: Option<Value>) -> Option<Value> {
    options.or_else(|| settings.map(in_section))
}

/// Returns settings under the server's section, where they may stand without it or dotted.
pub fn in_section(settings: Value) -> Value {
    let Value::Object(given) = settings else {
        return settings;
    };
    if given.is_empty() || given.contains_key(SECTION) {
        return Value::Object(given);
    }
    let inner = given.into_iter().map(|(key, value)| (short(key), value));
    let section = Value::Object(inner.collect());
    Value::Object(Map::from_iter([(SECTION.to_string(), section)]))
}

/// Returns `index.refresh` for `pypi.index.refresh`.
fn short(key: String) -> String {
    match key
        .strip_prefix(SECTION)
        .and_then(|it| it.strip_prefix('.'))
    {
        Some(rest) => rest.to_string(),
        None => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use zed_extension_api::serde_json::json;

    fn binary(path: Option<&str>, arguments: Option<&[&str]>) -> Option<CommandSettings> {
        Some(CommandSettings {
            path: path.map(str::to_string),
            arguments: arguments.map(|all| all.iter().map(|it| it.to_string()).collect()),
            env: None,
        })
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_string(), value.to_string())
    }

    #[test]
    fn what_the_path_has_is_run() {
        let run = command(None, Some("/bin/pypi-ls".into()), vec![pair("A", "1")]).unwrap();
        assert_eq!((run.command.as_str(), run.args.len()), ("/bin/pypi-ls", 0));
        assert_eq!(run.env, [pair("A", "1")]);
    }

    #[test]
    fn the_users_path_comes_first() {
        let given = binary(Some("/mine/pypi-ls"), Some(&["-v"]));
        let run = command(given, Some("/bin/pypi-ls".into()), vec![]).unwrap();
        assert_eq!(
            (run.command.as_str(), run.args),
            ("/mine/pypi-ls", vec!["-v".to_string()])
        );
    }

    #[test]
    fn arguments_alone_go_to_what_is_found() {
        let run = command(
            binary(None, Some(&["-v"])),
            Some("/bin/pypi-ls".into()),
            vec![],
        )
        .unwrap();
        assert_eq!(
            (run.command.as_str(), run.args),
            ("/bin/pypi-ls", vec!["-v".to_string()])
        );
    }

    #[test]
    fn the_users_environment_has_the_last_word() {
        let mut given = binary(None, None).unwrap();
        given.env = Some(HashMap::from([pair("B", "mine"), pair("C", "3")]));
        let shell = vec![pair("A", "1"), pair("B", "shell")];
        let run = command(Some(given), Some("/bin/pypi-ls".into()), shell).unwrap();
        assert_eq!(run.env, [pair("A", "1"), pair("B", "mine"), pair("C", "3")]);
    }

    #[test]
    fn without_a_program_the_user_hears_what_to_do() {
        let said = command(None, None, vec![]).unwrap_err();
        assert!(said.contains("pipx install") && said.contains("lsp.pypi-ls.binary.path"));
    }

    #[test]
    fn settings_stand_in_their_section() {
        let whole = json!({"pypi": {"index": {"refresh": "daily"}}});
        assert_eq!(in_section(whole.clone()), whole);
        assert_eq!(in_section(json!({"index": {"refresh": "daily"}})), whole);
        let dotted = json!({"pypi.index.refresh": "daily", "completion.limit": 9});
        let expected = json!({"pypi": {"index.refresh": "daily", "completion.limit": 9}});
        assert_eq!(in_section(dotted), expected);
    }

    #[test]
    fn settings_of_another_form_are_left_to_the_server() {
        for odd in [json!(null), json!([1]), json!("daily"), json!({})] {
            assert_eq!(in_section(odd.clone()), odd);
        }
    }

    #[test]
    fn the_start_knows_the_settings() {
        let (options, settings) = (json!({"index": {}}), json!({"index": {"offline": true}}));
        assert_eq!(
            first_settings(Some(options.clone()), Some(settings.clone())),
            Some(options)
        );
        assert_eq!(
            first_settings(None, Some(settings.clone())),
            Some(json!({"pypi": settings}))
        );
        assert_eq!(first_settings(None, None), None);
    }
}
