// The names of other rooms that belong to the library's front door.
@_exported import Configuration
@_exported import Launch
@_exported import Run
@_exported import Training
@_exported import Vocabulary

@_exported import enum Checkpoints.CheckpointError
@_exported import struct Datasets.Dataset
@_exported import enum Datasets.DatasetError
@_exported import struct Datasets.Split
@_exported import enum Files.StorageError
@_exported import enum Networks.Padding
