# pyright: standard
"""Contains all the data models used in inputs/outputs"""

from .aspect_ratio import AspectRatio
from .asset_deletion import AssetDeletion
from .asset_detail import AssetDetail
from .asset_receipt import AssetReceipt
from .asset_record import AssetRecord
from .asset_type import AssetType
from .asset_upload import AssetUpload
from .asset_uploaded import AssetUploaded
from .created_task import CreatedTask
from .error_answer import ErrorAnswer
from .error_detail import ErrorDetail
from .frames_to_video import FramesToVideo
from .pro_model import ProModel
from .reference_to_video import ReferenceToVideo
from .refusal import Refusal
from .refused_task import RefusedTask
from .standard_model import StandardModel
from .text_to_video import TextToVideo
from .video_reference import VideoReference
from .video_task import VideoTask

__all__ = (
    "AspectRatio",
    "AssetDeletion",
    "AssetDetail",
    "AssetReceipt",
    "AssetRecord",
    "AssetType",
    "AssetUpload",
    "AssetUploaded",
    "CreatedTask",
    "ErrorAnswer",
    "ErrorDetail",
    "FramesToVideo",
    "ProModel",
    "ReferenceToVideo",
    "Refusal",
    "RefusedTask",
    "StandardModel",
    "TextToVideo",
    "VideoReference",
    "VideoTask",
)
