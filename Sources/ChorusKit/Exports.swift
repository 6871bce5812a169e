// The names of other rooms that belong to the library's front door.
@_exported import Configuration
@_exported import Launch
@_exported import Run
@_exported import Training
@_exported import Vocabulary
