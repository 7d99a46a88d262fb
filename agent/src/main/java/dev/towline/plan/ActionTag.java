package dev.towline.plan;

/**
 * What an action is called in the JSON of a plan, in events and in the label of a metric. The names stay when a record is renamed,
 * because people's scripts and alerts read them.
 */
public final class ActionTag {
    private ActionTag() {}

    /** The name of the kind of action. */
    public static String of(Action action) {
        return switch (action) {
            case Action.Validate a -> "Validate";
            case Action.InstallPackages a -> "InstallPackages";
            case Action.CreateUser a -> "CreateUser";
            case Action.JoinGroups a -> "JoinGroups";
            case Action.PutDirectory a -> "PutDirectory";
            case Action.PutFile a -> "PutFile";
            case Action.PutLink a -> "PutLink";
            case Action.PutOwnership a -> "PutOwnership";
            case Action.Remove a -> "Remove";
            case Action.RemoveTree a -> "RemoveTree";
            case Action.Setup a -> "Setup";
            case Action.Run a -> "Run";
            case Action.PutDatabase a -> "PutDatabase";
            case Action.Unit a -> "Unit";
            case Action.ReloadDefinitions a -> "ReloadDefinitions";
            case Action.OnUndo a -> "OnUndo";
            case Action.DefinitionsOnUndo a -> "DefinitionsOnUndo";
            case Action.RunOnUndo a -> "RunOnUndo";
            case Action.BuildEnvironment a -> "BuildEnvironment";
            case Action.BuildRelease a -> "BuildRelease";
            case Action.Save a -> "Save";
            case Action.Contract a -> "Contract";
            case Action.SettleMigrations a -> "SettleMigrations";
            case Action.JudgeMigrations a -> "JudgeMigrations";
            case Action.ListeningOnUndo a -> "ListeningOnUndo";
            case Action.PutBackOnUndo a -> "PutBackOnUndo";
            case Action.Migrate a -> "Migrate";
            case Action.AwaitHealthy a -> "AwaitHealthy";
            case Action.AskBefore a -> "AskBefore";
            case Action.AwaitUnharmed a -> "AwaitUnharmed";
            case Action.Drain a -> "Drain";
        };
    }
}
