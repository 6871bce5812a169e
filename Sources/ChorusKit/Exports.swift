// Re-exports the modules and types that are part of the library's public interface.
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
