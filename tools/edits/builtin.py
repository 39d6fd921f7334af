"""Names that Kotlin and Java know without an import, and imports that every Android team knows."""

KOTLIN = frozenset(
    """
    Any Annotation Array ArithmeticException Boolean BooleanArray Byte ByteArray Char CharArray
    CharSequence ClassCastException Cloneable Comparable ConcurrentModificationException
    ContextFunctionTypeParams CharCategory CharRange CharProgression Deprecated
    DeprecatedSinceKotlin DeprecationLevel Double DoubleArray DslMarker Enum Error Exception
    ExperimentalMultiplatform ExperimentalStdlibApi ExperimentalSubclassOptIn
    ExperimentalUnsignedTypes ExtensionFunctionType Float FloatArray Function
    IllegalArgumentException IllegalStateException IndexOutOfBoundsException Int IntArray Iterable
    Iterator Collection List Set Map MutableMap MutableList MutableSet MutableCollection
    MutableIterable MutableIterator ListIterator MutableListIterator KotlinVersion Lazy
    LazyThreadSafetyMode LateinitDefaultConstructor Long LongArray Metadata NoSuchElementException
    NoWhenBranchMatchedException NotImplementedError Nothing NullPointerException Number
    NumberFormatException OptIn OptionalExpectation OverloadResolutionByLambdaType
    OverloadResolutionByLambdaTypeInference Pair ParameterName PublishedApi ReplaceWith
    RequiresOptIn Result RuntimeException Short ShortArray SinceKotlin String
    SubclassOptInRequired Suppress Throwable Throws Triple UByte UByteArray UInt UIntArray ULong
    ULongArray UShort UShortArray UninitializedPropertyAccessException Unit UnsafeVariance
    UnsupportedOperationException AssertionError OutOfMemoryError AutoCloseable Volatile
    Synchronized Transient Strictfp JvmField JvmName JvmOverloads JvmStatic JvmInline JvmRecord
    JvmSynthetic JvmDefault JvmDefaultWithCompatibility JvmDefaultWithoutCompatibility
    JvmMultifileClass JvmSuppressWildcards JvmWildcard JvmExposeBoxed
    ImplicitlyActualizedByJvmDeclaration ExposedCopyVisibility ConsistentCopyVisibility Function0
    Function1 Function2 Function3 Function4 Function5 Function6 KClass SuspendFunction0
    SuspendFunction1 MustUseReturnValues IgnorableReturnValue ArrayList ArrayDeque HashMap HashSet
    LinkedHashMap LinkedHashSet RandomAccess AbstractList AbstractMap AbstractSet
    AbstractCollection AbstractIterator AbstractMutableCollection AbstractMutableList
    AbstractMutableMap AbstractMutableSet BooleanIterator ByteIterator CharIterator DoubleIterator
    FloatIterator Grouping IndexedValue IntIterator LongIterator ShortIterator Comparator Sequence
    ClosedFloatingPointRange ClosedRange IntProgression IntRange LongProgression LongRange
    OpenEndRange UIntProgression UIntRange ULongProgression ULongRange Appendable
    CharacterCodingException HexFormat MatchGroup MatchGroupCollection MatchNamedGroupCollection
    MatchResult Regex RegexOption StringBuilder Typography Charsets AnnotationRetention
    AnnotationTarget MustBeDocumented Repeatable Retention Target AccessDeniedException
    TODO FileAlreadyExistsException FileSystemException FileTreeWalk FileWalkDirection
    NoSuchFileException OnErrorAction ExperimentalTime Companion
    """.split()
)
"""Types of the packages that every Kotlin file imports by default (JVM)."""

JAVA_LANG = frozenset(
    """
    AbstractMethodError Appendable ArithmeticException ArrayIndexOutOfBoundsException
    ArrayStoreException AssertionError AutoCloseable Boolean BootstrapMethodError Byte
    CharSequence Character Class ClassCastException ClassCircularityError ClassFormatError
    ClassLoader ClassNotFoundException ClassValue CloneNotSupportedException Cloneable Comparable
    Compiler Deprecated Double Enum EnumConstantNotPresentException Error Exception
    ExceptionInInitializerError Float FunctionalInterface IllegalAccessError
    IllegalAccessException IllegalArgumentException IllegalMonitorStateException
    IllegalStateException IllegalThreadStateException IncompatibleClassChangeError
    IndexOutOfBoundsException InheritableThreadLocal InstantiationError InstantiationException
    Integer InternalError InterruptedException Iterable LinkageError Long Math ModuleLayer
    NegativeArraySizeException NoClassDefFoundError NoSuchFieldError NoSuchFieldException
    NoSuchMethodError NoSuchMethodException NullPointerException Number NumberFormatException
    Object OutOfMemoryError Override Package Process ProcessBuilder ProcessHandle Readable Record
    ReflectiveOperationException Runnable Runtime RuntimeException RuntimePermission SafeVarargs
    SecurityException SecurityManager Short StackOverflowError StackTraceElement StackWalker
    StrictMath String StringBuffer StringBuilder StringIndexOutOfBoundsException SuppressWarnings
    System Thread ThreadDeath ThreadGroup ThreadLocal Throwable TypeNotPresentException
    UnknownError UnsatisfiedLinkError UnsupportedClassVersionError UnsupportedOperationException
    VerifyError VirtualMachineError Void
    """.split()
)
"""The types of `java.lang`, known to Java and (as default imports) to Kotlin on the JVM."""

_COMMON = """
android.app: Activity Application NotificationChannel NotificationManager PendingIntent
android.content: BroadcastReceiver ComponentName ContentResolver ContentValues Context Intent
    IntentFilter SharedPreferences
android.content.pm: PackageManager
android.content.res: Resources
android.database: Cursor
android.graphics: Bitmap BitmapFactory Typeface
android.net: Uri
android.os: Build Bundle Handler Looper Parcelable SystemClock
android.util: AttributeSet
android.view: LayoutInflater Menu MenuInflater MenuItem View ViewGroup
android.widget: EditText FrameLayout ImageView LinearLayout ProgressBar TextView Toast
androidx.activity: ComponentActivity
androidx.activity.compose: setContent BackHandler rememberLauncherForActivityResult
androidx.appcompat.app: AppCompatActivity
androidx.compose.foundation.layout: Arrangement PaddingValues Spacer fillMaxHeight fillMaxSize
    fillMaxWidth
androidx.compose.foundation.lazy: LazyColumn LazyRow rememberLazyListState
androidx.compose.runtime: Composable DisposableEffect LaunchedEffect MutableState SideEffect
    collectAsState derivedStateOf mutableIntStateOf mutableStateListOf mutableStateOf produceState
    remember rememberCoroutineScope rememberUpdatedState
androidx.compose.runtime.saveable: rememberSaveable
androidx.compose.ui: Alignment Modifier
androidx.compose.ui.res: painterResource pluralStringResource stringResource
androidx.compose.ui.text:
androidx.compose.ui.text.style: TextAlign TextOverflow
androidx.compose.ui.tooling.preview: Preview
androidx.compose.ui.unit: Dp dp sp
androidx.fragment.app: Fragment FragmentActivity
androidx.lifecycle: LiveData MutableLiveData SavedStateHandle ViewModel ViewModelProvider
    lifecycleScope viewModelScope
androidx.lifecycle.compose: collectAsStateWithLifecycle
androidx.recyclerview.widget: RecyclerView LinearLayoutManager DiffUtil
androidx.room: ColumnInfo Dao Database Delete Embedded Entity Insert OnConflictStrategy PrimaryKey
    Query Room RoomDatabase Transaction TypeConverter TypeConverters Upsert
dagger: Binds Module Provides
dagger.hilt: InstallIn
dagger.hilt.android: AndroidEntryPoint HiltAndroidApp
dagger.hilt.android.lifecycle: HiltViewModel
dagger.hilt.android.qualifiers: ApplicationContext
dagger.hilt.components: SingletonComponent
javax.inject: Inject Named Provider Qualifier Singleton
java.io: File IOException InputStream OutputStream
java.util: Calendar Locale UUID
java.util.concurrent: TimeUnit
kotlinx.coroutines: CancellationException CoroutineDispatcher CoroutineExceptionHandler
    CoroutineScope CoroutineStart Deferred Dispatchers GlobalScope Job MainScope NonCancellable
    SupervisorJob TimeoutCancellationException async awaitAll awaitCancellation cancelAndJoin
    coroutineScope delay ensureActive launch runBlocking supervisorScope
    suspendCancellableCoroutine withContext withTimeout withTimeoutOrNull
kotlinx.coroutines.channels: awaitClose
kotlinx.coroutines.flow: Flow MutableSharedFlow MutableStateFlow SharedFlow SharingStarted
    StateFlow asSharedFlow asStateFlow callbackFlow channelFlow collectLatest
    distinctUntilChanged emptyFlow flatMapLatest flow flowOf flowOn launchIn stateIn
kotlinx.coroutines.sync: Mutex Semaphore withLock
kotlinx.coroutines.test: StandardTestDispatcher TestScope UnconfinedTestDispatcher
    advanceUntilIdle runTest
kotlinx.serialization: SerialName Serializable
kotlinx.serialization.json: Json
org.junit: Rule
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    package = ""
    for word in _COMMON.split():
        if word.endswith(":"):
            package = word[:-1]
        else:
            table[word] = f"{package}.{word}"
    return table


COMMON = _table()
"""Simple name -> import, for names that mean one thing in almost every Android project."""
